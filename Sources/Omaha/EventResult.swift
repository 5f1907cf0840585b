/// How what happened on a machine ended: `eventresult` of an `<event>` (Omaha 3.0).
public struct EventResult: RawRepresentable, Hashable, Sendable {
  /// The number on the wire.
  public let rawValue: Int

  /// An event result; a number that this library does not know is kept.
  public init(rawValue: Int) { self.rawValue = rawValue }

  /// 0, an error; the error code says which.
  public static let error = EventResult(rawValue: 0)
  /// 1, success.
  public static let success = EventResult(rawValue: 1)
  /// 2, success, and a reboot is needed or has happened.
  public static let successReboot = EventResult(rawValue: 2)
  /// 3, success, and the browser is to be restarted.
  public static let successRestartBrowser = EventResult(rawValue: 3)
  /// 4, cancelled.
  public static let cancelled = EventResult(rawValue: 4)
  /// 5, an MSI installer failed.
  public static let errorInstallerMSI = EventResult(rawValue: 5)
  /// 6, another installer failed.
  public static let errorInstallerOther = EventResult(rawValue: 6)
  /// 7, there was no update.
  public static let noUpdate = EventResult(rawValue: 7)
  /// 8, the system refused the installer.
  public static let errorInstallerSystem = EventResult(rawValue: 8)
  /// 9, the update is deferred.
  public static let updateDeferred = EventResult(rawValue: 9)
  /// 10, handing over to another updater failed.
  public static let handoffError = EventResult(rawValue: 10)
}

extension EventResult: CustomStringConvertible {
  /// A readable name; nil for a number that this library does not know.
  public var name: String? {
    switch self {
    case .error: "error"
    case .success: "success"
    case .successReboot: "success reboot"
    case .successRestartBrowser: "success restart browser"
    case .cancelled: "cancelled"
    case .errorInstallerMSI: "error installer MSI"
    case .errorInstallerOther: "error installer other"
    case .noUpdate: "noupdate"
    case .errorInstallerSystem: "error installer system"
    case .updateDeferred: "update deferred"
    case .handoffError: "handoff error"
    default: nil
    }
  }

  /// The name, or `event result N`.
  public var description: String { name ?? "event result \(rawValue)" }
}
