internal import Fleet
internal import Omaha
internal import UpdateService

extension FleetEvent {
  /// What happened, as a clause about the machine. It may have texts of the machine.
  func text(_ family: ClientFamily) -> String {
    switch kind {
    case .state: stateText
    case .event: eventText(family)
    }
  }

  private var stateText: String {
    switch MachineState(rawValue: state) {
    case .offered:
      "was offered \(named(release))\(release == target || target.isEmpty ? "" : " on the way to \(target)")"
    case .held:
      "was offered nothing\(target.isEmpty ? "" : " of \(target)"): \(reasonText)"
    case .upToDate: "runs \(named(version)): up to date"
    case .complete: "runs its target, \(named(version))"
    case .looped: "came back with \(named(version)) instead of \(named(release))"
    case .silent: "was not seen for two days since it had installed \(named(release))"
    case .expired: "has done nothing for a day about the offer of \(named(release))"
    case .installed: "has installed \(named(release)), and waits for its reboot"
    case .unknown: reason.isEmpty ? "was seen" : reasonText
    case .downloading: "downloads \(named(release))"
    case .downloaded: "has downloaded \(named(release))"
    case .failed: "has failed to update to \(named(release))"
    case nil: state
    }
  }

  private var reasonText: String {
    Reason(rawValue: reason).map { "\($0.explanation) (\(reason))" } ?? reason
  }

  private func eventText(_ family: ClientFamily) -> String {
    let error = ErrorCode(rawValue: Int(clamping: code))
    let why = code == 0 ? "" : ": \(error.description(in: family)) (\(error.code))"
    let pair = (EventType(rawValue: Int(clamping: type)), EventResult(rawValue: Int(clamping: result)))
    switch pair {
    case (.updateDownloadStarted, .success), (.downloadStarted, .success): return "began to download \(named(release))"
    case (.updateDownloadFinished, .success), (.downloadComplete, .success):
      return "has downloaded \(named(release))\(amount)"
    case (.updateComplete, .success): return "has installed \(named(release)), and waits for its reboot"
    case (.installed, .success): return "has installed \(named(release)), and is kept from completing"
    case (.updateComplete, .successReboot):
      switch Event.CheckIn(previousVersion: previous, running: version) {
      case .rebooted: return "rebooted into \(named(version)), from \(previous)"
      case .fellBack: return "fell back to \(named(version))"
      case .first: return "checked for the first time, with \(named(version))"
      case .ordinary: return "checked in with \(named(version))"
      }
    case (.updateComplete, .error) where error.code == 44 && family == .updateEngine:
      return "found that it was rolled back to \(named(version))\(why)"
    case (.updateComplete, .updateDeferred): return "put the offer of \(named(release)) off\(why)"
    case (.updateComplete, .cancelled): return "was told to give up the update to \(named(release))"
    case (.updateComplete, .error) where error.isOfCheck(in: family): return "failed to check for an update\(why)"
    case (.updateComplete, .error): return "failed to update to \(named(release))\(why)"
    default: return "reported \(pair.0), \(pair.1)\(why)"
    }
  }

  private var amount: String {
    guard downloaded > 0 else { return "" }
    return ", \(downloaded) bytes" + (duration > 0 ? " in \(duration / 1_000) s" : "")
  }

  private func named(_ version: String) -> String { version.isEmpty ? "a version that is not known" : version }
}
