internal import Catalog
package import Journal
package import Omaha

/// What is known of one machine as far as one app is concerned.
///
/// Flat, so that `before != after` tells whether a row has to be written: an empty text was never told, and a time that is 0 never
/// came. Times are milliseconds since 1970-01-01T00:00:00Z. What changes at every check is in ``Sightings``. Texts are as the machine
/// sent them, so whoever prints one has to escape it.
package struct KnownMachine: Hashable, Sendable {
  /// ``Omaha/ApplicationID/key`` of the app.
  package var app: String
  /// ``Catalog/MachineID/text`` of the machine's ID.
  package var id: String

  // MARK: What it said

  /// The name that its operator gave it.
  package var alias = ""
  /// The version that it runs. An update that is forced does not change it: `ForcedUpdate` is no version to run.
  package var version = ""
  /// The track that it asks for.
  package var track = ""
  /// Its board, such as `amd64-usr`.
  package var board = ""
  /// What the decision took its architecture for.
  package var architecture = ""
  /// The platform that its image was made for.
  package var oem = ""
  /// The version of that platform's part.
  package var oemVersion = ""
  /// The version that it was installed with.
  package var alephVersion = ""
  /// `platform` of `<os>`.
  package var platform = ""
  /// `version` of `<os>`.
  package var osVersion = ""
  /// The client program.
  package var client = ""
  /// The address that it came from.
  package var address = ""
  /// What tells this boot from all others.
  package var bootID = ""
  /// The boot ID before ``bootID``.
  package var previousBootID = ""
  /// The boots that it has left lately (``LeftBoots``).
  package var leftBoots = ""

  // MARK: What it was answered, as far as it asked

  /// The group that took it.
  package var group = ""
  /// Where the group's pin or channel pointed to.
  package var target = ""
  /// Why it got its last answer, as in the log.
  package var reason = ""
  /// The version that it was offered last.
  package var release = ""
  /// The versions that it was offered before ``release``, the last one first, with a space behind each.
  package var earlierReleases = ""

  // MARK: How far it is

  /// How far it is.
  package var state = MachineState.unknown
  /// Since when.
  package var since: Int64
  /// When it was seen for the first time.
  package var firstSeen: Int64
  /// Whether it was seen with another version before the one that it runs.
  package var isUpdated = false
  /// Whether ``release`` is installed and the reboot into it was not seen yet.
  package var isInstalled = false
  /// The boot in which it was installed.
  package var installedBootID = ""
  /// How often it came back without ``loopedRelease``.
  package var loops: Int64 = 0
  /// The release that it installed and did not keep.
  package var loopedRelease = ""
  /// When two machines with this ID were seen by turns for the last time: one whose boot ID is the one before the last.
  package var clonedAt: Int64 = 0

  /// Whether it is counted among the machines of rare versions (``MachineCount``).
  package var isRare = false

  // MARK: The last error that it told

  /// When.
  package var errorTime: Int64 = 0
  /// Its code without flags (``Omaha/ErrorCode/code``).
  package var errorCode: Int64 = 0
  /// The release that it was about.
  package var errorRelease = ""

  /// A machine with nothing else known.
  package init(_ key: Key, firstSeen: Int64) {
    app = key.app
    id = key.machine
    since = firstSeen
    self.firstSeen = firstSeen
  }
}

extension KnownMachine {
  /// What tells a machine of an app from all others.
  package struct Key: Hashable, Sendable {
    /// ``Omaha/ApplicationID/key`` of the app.
    package let app: String
    /// ``Catalog/MachineID/text`` of the machine's ID.
    package let machine: String

    /// A key.
    package init(app: String, machine: String) {
      self.app = app
      self.machine = machine
    }

    /// The machine of a check-in; nil when it tells no ID, or an app that cannot be one: it is counted, and not remembered.
    package init?(_ checkIn: CheckIn) {
      guard !checkIn.machineID.isEmpty, let app = ApplicationID(trimmed(checkIn.appID)) else { return nil }
      self.app = app.key
      machine = MachineID(checkIn.machineID).text
    }
  }

  /// Whether it asked for an app that the catalog does not have.
  var isRefused: Bool { reason == "unknown-app" || reason == "invalid-app-id" }

  /// What its app is counted under: whoever makes apps up must not make rows.
  var countedApp: String { isRefused ? "" : app }

  /// The key of this machine.
  package var key: Key { Key(app: app, machine: id) }

  /// Whether the version that it runs is the target. `1.0` and `1.0.0` are one version.
  package var isOnTarget: Bool { Self.isSame(version, target) }

  /// Whether two versions are one to every machine; none is the same as what is no version.
  package static func isSame(_ left: String, _ right: String) -> Bool {
    if left.isEmpty || right.isEmpty { return false }
    if left == right { return true }
    guard let left = Version(left), let right = Version(right) else { return false }
    return left == right
  }

  /// The versions that it was offered, the last one first: as many as are remembered.
  package var offers: [String] {
    (release.isEmpty ? [] : [release]) + earlierReleases.split(separator: " ").map(String.init)
  }

  /// Whether it was offered a version; it was also when it came back from it, or failed to update to it. An empty one: whether it never was
  /// offered any.
  package func wasOffered(_ version: String) -> Bool {
    version.isEmpty ? release.isEmpty : offers.contains(version) || loopedRelease == version || errorRelease == version
  }

  /// Whether several machines with this ID are at work: two boots were seen by turns within the last two days.
  package func isCloned(at now: Int64) -> Bool { clonedAt > 0 && now - clonedAt < Self.clonedFor }

  /// How long a machine counts as one of several after they were seen by turns, in milliseconds.
  package static let clonedFor: Int64 = 2 * 86_400_000

  /// What its error codes mean.
  package var clientFamily: ClientFamily { ClientFamily(platform: platform) }

  /// The last error in words, such as `download transfer error`; nil when it told none.
  package var errorText: String? {
    errorTime == 0 ? nil : Self.errorText(errorCode, clientFamily)
  }

  /// An error code without flags, in words.
  package static func errorText(_ code: Int64, _ family: ClientFamily) -> String {
    guard code != 0 else { return "no error code" }
    let code = ErrorCode(rawValue: Int(clamping: code))
    let name = code.name(in: family) ?? "error code \(code.rawValue)"
    return code.isOfCheck(in: family) ? "a check failed: \(name)" : name
  }
}

/// When a machine was seen: what changes at every check. Milliseconds since 1970-01-01T00:00:00Z, 0 for never.
package struct Sightings: Hashable, Sendable {
  /// When it last said anything.
  package var seen: Int64
  /// When it last asked for an update.
  package var checked: Int64
  /// When it was last offered one.
  package var offered: Int64

  /// Times of a machine.
  package init(seen: Int64 = 0, checked: Int64 = 0, offered: Int64 = 0) {
    self.seen = seen
    self.checked = checked
    self.offered = offered
  }
}
