/// What a line of the log says that a machine was answered.
package struct LoggedAnswer: Codable {
  /// When, RFC 3339.
  package let time: String
  package let decision: String
  package let reason: String
  package let group: String?
  package let target: String?
  /// What was offered, or what a machine failed to install; nil where it is the target.
  package let release: String?
  /// Whether the answer would be the same; nil when the machine asked for no update.
  package var isSame: Bool?

  package init(
    time: String, decision: String, reason: String, group: String?, target: String?, release: String?
  ) {
    self.time = time
    self.decision = decision
    self.reason = reason
    self.group = group
    self.target = target
    self.release = release
  }

  /// Whether the machine asked for an update.
  package var isCheck: Bool { decision != "none" }

  /// The same with what would be answered.
  func compared(with app: ExplainedApp?) -> LoggedAnswer {
    guard isCheck, let app else { return self }
    var answer = self
    let offered = app.offer.map(\.version)
    // With a failure the line says of which group and target it was, also where the decision came to none.
    answer.isSame =
      decision == app.decision && reason == app.reason && (app.group == nil || group == app.group)
      && (app.target == nil || target == app.target) && (decision != "update" || release ?? target == offered)
    return answer
  }
}
