public import Catalog
public import Omaha

/// What one app of a request gets, and why.
public struct Decision: Sendable {
  /// Why.
  public let reason: Reason

  /// The group that took the machine, with its channel; nil when none did or none was asked.
  public let served: ServedGroup?

  /// Where the group's pin or channel points to for the machine; nil when nowhere.
  public let target: Target?

  /// The release that is offered; nil unless ``outcome`` is `update`. Its version differs from the target's when a floor or
  /// a block stands in the way.
  public let release: Release?

  /// All releases of the answer, ``release`` first, when the client is a mirror that takes several; nil for any other.
  public let series: ReleaseSeries?

  /// How long the machine is told to wait before it checks again, in seconds; nil leaves it to the machine.
  public let pollInterval: Int?

  /// Whether the app asked for an update.
  private let isAsked: Bool

  /// A decision.
  init(
    _ reason: Reason, isAsked: Bool = true, served: ServedGroup? = nil, target: Target? = nil, release: Release? = nil,
    series: ReleaseSeries? = nil, pollInterval: Int? = nil
  ) {
    self.isAsked = isAsked
    self.reason = reason
    self.served = served
    self.target = target
    self.release = release
    self.series = series
    self.pollInterval = pollInterval
  }

  /// The group that took the machine.
  public var group: Group? { served?.group }

  /// The status of the whole app in the response.
  public var appStatus: AppStatus {
    switch reason {
    case .invalidAppID: .invalidAppID
    case .unknownApp: .unknownApplication
    default: .ok
    }
  }

  /// The word for it in logs: `update`, `noupdate`, `error`, or `none` when no update was asked for.
  public var outcome: String {
    switch reason {
    case .offered, .rollback: "update"
    case .invalidAppID, .unknownApp: "error"
    default: isAsked ? "noupdate" : "none"
    }
  }
}
