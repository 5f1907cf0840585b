/// How far a machine is with the update of one app. States.md specifies how it comes from one state to another.
package enum MachineState: String, CaseIterable, Sendable {
  /// It has said something, but never asked for an update.
  case unknown
  /// It runs the target, or something newer, and was never seen with anything else.
  case upToDate = "up-to-date"
  /// It was offered nothing; the reason says why.
  case held
  /// It was offered a release.
  case offered
  /// It downloads.
  case downloading
  /// It has downloaded, and installs.
  case downloaded
  /// It has installed, and waits for its reboot.
  case installed
  /// It runs the target, and was seen to get there.
  case complete
  /// Its last attempt has failed.
  case failed
  /// It had installed a release, and came back with the version from before.
  case looped
  /// It had installed a release, and was not seen since.
  case silent
  /// It was offered a release, and nothing came of it.
  case expired
}

extension MachineState {
  /// The state as a clause about the machine.
  package var explanation: String {
    switch self {
    case .unknown: "has never asked for an update of an app that the catalog has"
    case .upToDate: "runs its target or something newer"
    case .held: "is offered nothing for now"
    case .offered: "was offered a release and has not begun to download it"
    case .downloading: "is downloading"
    case .downloaded: "has downloaded, and is installing"
    case .installed: "has installed, and waits for its reboot"
    case .complete: "has completed its update"
    case .failed: "has failed to update"
    case .looped: "had installed, and came back with the version from before"
    case .silent: "had installed, and was not seen since"
    case .expired: "was offered a release, and nothing came of it"
    }
  }
}
