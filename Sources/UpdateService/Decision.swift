public import Catalog
public import Omaha

/// What one app of a request gets, and why.
public struct Decision: Sendable {
  /// Why.
  public let reason: Reason

  /// The group that took the machine; nil when none did or none was asked.
  public let group: Group?

  /// What the group's channel points to for the machine; nil when nothing.
  public let target: Target?

  /// The release that is offered; nil unless ``reason`` is ``Reason/offered``.
  public let release: Release?

  /// A decision.
  init(_ reason: Reason, group: Group? = nil, target: Target? = nil, release: Release? = nil) {
    self.reason = reason
    self.group = group
    self.target = target
    self.release = release
  }

  /// The status of the whole app in the response.
  public var appStatus: AppStatus {
    switch reason {
    case .unknownApp: .unknownApplication
    case .invalidVersion: .invalidVersion
    default: .ok
    }
  }

  /// The word for it in logs: `update`, `noupdate`, `error`, or `none` when no update was asked for.
  public var outcome: String {
    switch reason {
    case .offered: "update"
    case .unknownApp, .invalidVersion: "error"
    case .noUpdateCheck: "none"
    default: "noupdate"
    }
  }
}
