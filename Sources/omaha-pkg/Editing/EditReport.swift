internal import Catalog
internal import CatalogEditing
internal import Console
internal import Omaha

/// What a command says of the change that it made.
struct EditReport: ExpressibleByArrayLiteral {
  /// What was done, for standard output.
  var lines: [String]
  /// What people overlook, for standard error; also said of a change that is only shown.
  private(set) var remarks: [Remark] = []

  enum Remark: Equatable {
    case warning(String)
    case note(String)

    var text: String {
      switch self {
      case .warning(let text), .note(let text): text
      }
    }
  }

  static func += (left: inout EditReport, right: EditReport) {
    left.lines += right.lines
    for remark in right.remarks { left.add(remark) }
  }

  init(_ lines: [String]) { self.lines = lines }

  init(arrayLiteral lines: String...) { self.init(lines) }

  /// Says what people overlook.
  ///
  /// - Parameter isDry: Whether nothing was changed.
  func tell(isDry: Bool) throws {
    guard !remarks.isEmpty else { return }
    // What was done comes first, also in one terminal.
    try StandardOutput.flush()
    for remark in remarks {
      // What several steps bring about is only brought about once, and tried out with each of them.
      if isDry, Remarks.said.contains(remark.text) { continue }
      switch remark {
      case .warning(let text): StandardError.warn(text)
      case .note(let text): StandardError.note(text)
      }
    }
  }

  /// Adds what is so, with `now` when the command made it so, else with `already`.
  mutating func add(_ state: String, isChanged: Bool) { lines.append("\(state) \(isChanged ? "now" : "already")") }

  /// What several steps bring about is said once.
  private mutating func add(_ remark: Remark) {
    if !remarks.contains(remark) { remarks.append(remark) }
  }

  /// Adds that what was done is probably a mistake; nothing when there is none.
  mutating func warn(_ text: String?) {
    if let text { add(.warning(text)) }
  }

  /// Adds where what was done ends; nothing when there is none.
  mutating func note(_ text: String?) {
    if let text { add(.note(text)) }
  }

  /// Adds that what was not there to be removed is nearly the name of what is.
  mutating func noteMeant(_ name: String, _ known: [String]) {
    if let other = Spelling.misspelled(name, of: known) { note("there is \(other.quoted): did you mean that?") }
  }

  /// Adds that there is nothing to remove, because what it would be removed from is not there: so a pipeline may run twice.
  mutating func addNothing(toRemoveFrom kind: String, _ name: String, of app: ApplicationID, _ known: [String]) {
    lines.append("there is no \(kind) \(name.quoted) in \(app.key): nothing to remove")
    noteMeant(name, known)
  }

  /// Adds that what was done in every channel was done in those that there are.
  mutating func noteLaterChannels(without rule: String) {
    note("a channel that is added later will not have this \(rule)")
  }

  /// Warns when the clock that a promotion is dated by was not set.
  ///
  /// - Parameter isDated: Whether something was.
  mutating func warn(ofClock isDated: Bool) {
    let now = Timestamp.now
    guard isDated, now.doubt(at: now) != nil else { return }
    warn(
      "the clock of this machine says \(now): a rollout that counts from then is complete at once; set it and try again"
    )
  }

  /// Warns when machines stay where they are, because what they are to get is the same version to them.
  mutating func warn(ofTwins previous: Set<Version>, of version: Version) {
    for previous in previous where previous == version && previous.text != version.text {
      warn("\(version) is the same version as \(previous) to every machine: none that runs \(previous) is offered it")
    }
  }
}
