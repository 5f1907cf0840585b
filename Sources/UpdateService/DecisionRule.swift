/// The rules of the decision about one app, in the order in which they are tried.
///
/// The first rule that ends the decision gives its reason; the order is part of the interface with operators.
public enum DecisionRule: String, CaseIterable, Hashable, Sendable {
  /// The app's ID can be one, and the catalog has the app.
  case app
  /// The machine's version is one.
  case version
  /// The app asks for an update.
  case updateCheck = "update-check"
  /// A group takes the machine; asked once for every group until one does.
  case group
  /// Neither app, channel nor group is paused.
  case updates
  /// The machine does not forbid updates.
  case client
  /// Pin or channel point to something for the machine's architecture.
  case target
  /// The target is newer than what the machine runs, or a rollback is allowed by both sides.
  case newer
  /// The lowest floor between machine and target comes first.
  case floor
  /// A blocked version is replaced by the newest below it.
  case block
  /// The machine allows the version.
  case prefix
  /// A window is open, and no blackout covers the moment.
  case window
  /// The rollout has reached the machine.
  case rollout
  /// The payload's address is known.
  case address
  /// A delta from exactly the machine's version replaces the full payload.
  case delta
}

/// Keeps what every rule saw. A server hands nil to the decision: nothing is then put into words.
struct DecisionTrace {
  private(set) var steps: [DecisionStep] = []

  mutating func saw(_ rule: DecisionRule, _ text: @autoclosure () -> String) {
    steps.append(DecisionStep(rule: rule, text: text()))
  }
}

/// One rule that was tried.
public struct DecisionStep: Hashable, Sendable {
  /// The rule.
  public let rule: DecisionRule
  /// What it saw and what it did with it, as a clause for people; may have text from the request or the catalog.
  public let text: String
}
