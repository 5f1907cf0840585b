package import Omaha
internal import UpdateService

/// A machine as the options of a command or a line of a fleet's file describe it.
package struct DescribedMachine {
  /// The app, as the machine writes it.
  package var app = ""
  /// The version that it runs.
  package var version = ""
  /// The track that it asks for.
  package var track: String?
  /// Its board, which tells the architecture before `arch` does.
  package var board: String?
  /// The architecture that its system names.
  package var arch: String?
  /// The platform that its image was made for.
  package var oem: String?
  /// Its operating system's platform.
  package var platform: String?
  /// Its ID.
  package var machine: String?
  /// The name that its operator gave it.
  package var alias: String?
  /// Whether it can install a delta.
  package var isDeltaOkay: Bool?
  /// Whether it is a mirror that takes floors and target in one answer.
  package var isMultiManifestOkay: Bool?
  /// The versions that its administrator allows.
  package var targetVersionPrefix: TargetVersionPrefix?
  /// Whether it may be taken back to an older version.
  package var isRollbackAllowed: Bool?
  /// Whether its administrator forbids updates.
  package var isUpdateDisabled: Bool?
  /// Whether it is Nebraska's syncer of old, which takes one release at a time.
  package var isSyncer = false

  package init() {}

  /// The check for updates that it would send.
  package var request: Request {
    let check = UpdateCheck(
      targetVersionPrefix: targetVersionPrefix, rollbackAllowed: isRollbackAllowed, updateDisabled: isUpdateDisabled)
    let app = Request.App(
      appID: app, version: version, track: track, oem: oem, machineID: machine, machineAlias: alias, board: board,
      deltaOK: isDeltaOkay, multiManifestOK: isMultiManifestOkay, updateCheck: check)
    let hasSystem = platform != nil || arch != nil
    let updater = isSyncer ? Follower.syncer : nil
    return Request(
      updaterVersion: updater?.version, installSource: updater?.installSource,
      os: hasSystem ? OperatingSystem(platform: platform, architecture: arch) : nil, apps: [app])
  }
}
