internal import Journal

/// A line of a machine's history: an event that it told, or a change of its state that no event tells.
///
/// Flat, as a row of a table; what does not apply is 0 or empty.
package struct FleetEvent: Hashable, Sendable {
  /// What kind of line it is.
  package enum Kind: String, Sendable {
    /// The machine told an event.
    case event
    /// It was answered, or seen, or time went by.
    case state
  }

  /// When, in milliseconds since 1970-01-01T00:00:00Z.
  package var time: Int64
  /// What kind of line it is.
  package var kind: Kind
  /// ``KnownMachine/app``.
  package var app: String
  /// ``KnownMachine/id``.
  package var machine: String

  // MARK: Of an event

  /// `eventtype`.
  package var type: Int64 = 0
  /// `eventresult`.
  package var result: Int64 = 0
  /// `errorcode`, with its flags.
  package var code: Int64 = 0
  /// `extracode1`.
  package var extra: Int64 = 0
  /// `previousversion`.
  package var previous = ""
  /// `nextversion`.
  package var next = ""
  /// `downloaded`, in bytes.
  package var downloaded: Int64 = 0
  /// `total`, in bytes.
  package var total: Int64 = 0
  /// `download_time_ms`.
  package var duration: Int64 = 0

  // MARK: Of the machine

  /// ``MachineState/rawValue`` that the machine came into; empty when it stayed in its state.
  package var state = ""
  /// The version that it ran.
  package var version = ""
  /// Its group.
  package var group = ""
  /// What it was on its way to: the release that it was offered last.
  package var release = ""
  /// Its target.
  package var target = ""
  /// Why it was answered so, of a line about a state.
  package var reason = ""

  /// A line about a machine as it is now.
  init(_ kind: Kind, of machine: KnownMachine, at time: Int64) {
    self.time = time
    self.kind = kind
    app = machine.app
    self.machine = machine.id
    version = machine.version
    group = machine.group
    release = machine.release
    target = machine.target
  }

  /// A line about an event.
  init(_ event: CheckIn.Event, of machine: KnownMachine, at time: Int64) {
    self.init(.event, of: machine, at: time)
    type = event.type
    result = event.result
    code = event.errorCode
    extra = event.extraCode
    previous = event.previousVersion
    next = event.nextVersion
    downloaded = event.downloaded
    total = event.total
    duration = event.downloadTime
  }

  /// A line of a table.
  package init(time: Int64, kind: Kind, app: String, machine: String) {
    self.time = time
    self.kind = kind
    self.app = app
    self.machine = machine
  }
}
