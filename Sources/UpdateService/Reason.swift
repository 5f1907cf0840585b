/// Why an app got its answer: one of a closed list, logged with every decision and explained by `omaha-pkg explain`.
public enum Reason: String, CaseIterable, Hashable, Sendable {
  /// A newer release was offered.
  case offered
  /// An older release was offered, because the group and the machine both allow it.
  case rollback
  /// The machine runs what its channel points to, or something newer.
  case upToDate = "up-to-date"
  /// The app only reported events or a ping; there was nothing to decide.
  case noUpdateCheck = "no-update-check"
  /// The app's ID cannot be one.
  case invalidAppID = "invalid-app-id"
  /// The catalog has no such app.
  case unknownApp = "unknown-app"
  /// The app's version is not one: nothing can be compared with it. Events and pings are acknowledged.
  case invalidVersion = "invalid-version"
  /// No group takes the machine: its track is not one of the app's.
  case noGroup = "no-group"
  /// The operator has paused the app, the channel or the group (`updates="off"`).
  case updatesOff = "updates-off"
  /// The channel points to nothing for the machine's architecture.
  case noRelease = "no-release"
  /// The machine asked not to be updated (`updatedisabled`).
  case disabledByClient = "disabled-by-client"
  /// The client is a mirror, and what it can be told now has a floor without what comes after it: the mirror would take the floor
  /// for the target of its channel.
  case floorAhead = "floor-ahead"
  /// The version is blocked, and so is everything between it and the machine's.
  case blocked
  /// The release is not among the versions that the machine allows (`targetversionprefix`).
  case prefixMismatch = "prefix-mismatch"
  /// None of the group's windows is open, or a blackout covers the moment.
  case outsideWindow = "outside-window"
  /// The rollout has not reached the machine.
  case rolloutPending = "rollout-pending"
  /// The release's URLs are relative, and neither a base URL is configured nor does the request name its host.
  case noBaseURL = "no-base-url"

  /// What happened, as a clause for people.
  public var explanation: String {
    switch self {
    case .offered: "a newer release is offered"
    case .rollback: "an older release is offered: group and machine allow to go back"
    case .upToDate: "the machine already runs this release or a newer one"
    case .noUpdateCheck: "the app did not ask for an update"
    case .invalidAppID: "the app's ID cannot be an application ID"
    case .unknownApp: "the catalog has no such app"
    case .invalidVersion: "the app's version is not dotted numbers"
    case .noGroup: "no group or channel takes the machine's track"
    case .updatesOff: "the operator has paused updates"
    case .noRelease: "the channel points to nothing for the machine's architecture"
    case .disabledByClient: "the machine asked not to be updated"
    case .floorAhead: "a floor lies ahead, and the mirror that asks would take it for the channel's target"
    case .blocked: "the release is blocked, and nothing between it and the machine's version is offered instead"
    case .prefixMismatch: "the release is outside the version prefix that the machine allows"
    case .outsideWindow: "no window of the group is open now"
    case .rolloutPending: "the rollout has not reached the machine yet"
    case .noBaseURL: "the release's URLs are relative and the server's own URL is not known"
    }
  }
}
