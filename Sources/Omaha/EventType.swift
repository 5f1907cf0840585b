/// What happened on a machine: `eventtype` of an `<event>` (Omaha 3.0, with ChromeOS's 54 and Nebraska's 800).
public struct EventType: RawRepresentable, Hashable, Sendable {
  /// The number on the wire.
  public let rawValue: Int

  /// An event type; a number that this library does not know is kept.
  public init(rawValue: Int) { self.rawValue = rawValue }

  /// 0, unknown.
  public static let unknown = EventType(rawValue: 0)
  /// 1, the download of an installation is complete.
  public static let downloadComplete = EventType(rawValue: 1)
  /// 2, an installation is complete.
  public static let installComplete = EventType(rawValue: 2)
  /// 3, an update is complete, or has failed, as the result says.
  public static let updateComplete = EventType(rawValue: 3)
  /// 4, the app was removed.
  public static let uninstall = EventType(rawValue: 4)
  /// 5, the download of an installation started.
  public static let downloadStarted = EventType(rawValue: 5)
  /// 6, an installation started.
  public static let installStarted = EventType(rawValue: 6)
  /// 9, the installation of a new app started.
  public static let newApplicationInstallStarted = EventType(rawValue: 9)
  /// 10, setup started.
  public static let setupStarted = EventType(rawValue: 10)
  /// 11, setup finished.
  public static let setupFinished = EventType(rawValue: 11)
  /// 12, the update of an app started.
  public static let updateApplicationStarted = EventType(rawValue: 12)
  /// 13, the download of an update started.
  public static let updateDownloadStarted = EventType(rawValue: 13)
  /// 14, the download of an update finished.
  public static let updateDownloadFinished = EventType(rawValue: 14)
  /// 15, the installer of an update started.
  public static let updateInstallerStarted = EventType(rawValue: 15)
  /// 16, the update of the updater began.
  public static let setupUpdateBegin = EventType(rawValue: 16)
  /// 17, the update of the updater is complete.
  public static let setupUpdateComplete = EventType(rawValue: 17)
  /// 20, the registration of a product is complete.
  public static let registerProductComplete = EventType(rawValue: 20)
  /// 30, the first check of a preinstalled app.
  public static let oemInstallFirstCheck = EventType(rawValue: 30)
  /// 40, a command of the app's own started.
  public static let appCommandStarted = EventType(rawValue: 40)
  /// 41, a command of the app's own ended.
  public static let appCommandEnded = EventType(rawValue: 41)
  /// 54, the machine rebooted into the update (ChromeOS).
  public static let rebooted = EventType(rawValue: 54)
  /// 100, setup failed.
  public static let setupFailure = EventType(rawValue: 100)
  /// 102, the COM server failed.
  public static let comServerFailure = EventType(rawValue: 102)
  /// 103, the update of the updater failed.
  public static let setupUpdateFailure = EventType(rawValue: 103)
  /// 800, the update is installed, and the instance keeps it from completing (Nebraska).
  public static let installed = EventType(rawValue: 800)
}

extension EventType: CustomStringConvertible {
  /// A readable name; nil for a number that this library does not know.
  public var name: String? {
    switch self {
    case .unknown: "unknown"
    case .downloadComplete: "download complete"
    case .installComplete: "install complete"
    case .updateComplete: "update complete"
    case .uninstall: "uninstall"
    case .downloadStarted: "download started"
    case .installStarted: "install started"
    case .newApplicationInstallStarted: "new application install started"
    case .setupStarted: "setup started"
    case .setupFinished: "setup finished"
    case .updateApplicationStarted: "update application started"
    case .updateDownloadStarted: "update download started"
    case .updateDownloadFinished: "update download finished"
    case .updateInstallerStarted: "update installer started"
    case .setupUpdateBegin: "setup update begin"
    case .setupUpdateComplete: "setup update complete"
    case .registerProductComplete: "register product complete"
    case .oemInstallFirstCheck: "OEM install first check"
    case .appCommandStarted: "app command started"
    case .appCommandEnded: "app command ended"
    case .rebooted: "rebooted"
    case .setupFailure: "setup failure"
    case .comServerFailure: "COM server failure"
    case .setupUpdateFailure: "setup update failure"
    case .installed: "installed, kept from completing"
    default: nil
    }
  }

  /// The name, or `event type N`.
  public var description: String { name ?? "event type \(rawValue)" }
}
