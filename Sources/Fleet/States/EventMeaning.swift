internal import Journal
internal import Omaha

/// What an event says about an update.
enum EventMeaning {
  case downloading, downloaded, installed
  /// The attempt failed.
  case failed
  /// A check or a ping failed: that says nothing about an update.
  case checkFailed
  /// The machine found that it was rolled back (3/0 44), or says its own version as the previous one.
  case cameBack
  /// The machine runs what the update before has installed.
  case rebooted
  /// The machine puts the offer off.
  case deferred
  /// A person ended the attempt.
  case cancelled
  /// What every check of update_engine has.
  case ordinary
  /// Anything else, such as the first check of a machine's life.
  case other

  init(_ event: CheckIn.Event, running version: String, _ family: ClientFamily) {
    let type = EventType(rawValue: Int(clamping: event.type))
    guard Self.types.contains(type) else {
      self = .other
      return
    }
    switch EventResult(rawValue: Int(clamping: event.result)) {
    case .error where type == .updateComplete && family == .updateEngine && event.code == Self.rolledBack:
      self = .cameBack
    case .error where type == .updateComplete && ErrorCode(rawValue: event.code).isOfCheck(in: family):
      self = .checkFailed
    case .error, .errorInstallerMSI, .errorInstallerOther, .errorInstallerSystem, .handoffError: self = .failed
    case .updateDeferred: self = .deferred
    case .cancelled: self = .cancelled
    case .successReboot where type == .updateComplete:
      switch Event.CheckIn(previousVersion: event.previousVersion, running: version) {
      case .ordinary: self = .ordinary
      case .first: self = .other
      case .fellBack: self = .cameBack
      case .rebooted: self = .rebooted
      }
    case .success, .successReboot, .successRestartBrowser: self = Self.progress(type)
    default: self = .other
    }
  }

  /// Whether it says that an attempt has gone on.
  var isProgress: Bool { self == .downloading || self == .downloaded || self == .installed }

  /// The events that are about the update or the installation of an app.
  private static let types: Set<EventType> = [
    .downloadComplete, .installComplete, .updateComplete, .downloadStarted, .installStarted, .updateDownloadStarted,
    .updateDownloadFinished, .updateInstallerStarted, .installed,
  ]

  private static func progress(_ type: EventType) -> EventMeaning {
    switch type {
    case .downloadStarted, .updateDownloadStarted: .downloading
    case .downloadComplete, .updateDownloadFinished, .installStarted, .updateInstallerStarted: .downloaded
    default: .installed
    }
  }

  /// update_engine's code for "rolled back".
  private static let rolledBack = 44
}

extension CheckIn.Event {
  /// The error code without flags.
  var code: Int { ErrorCode(rawValue: Int(clamping: errorCode)).code }
}
