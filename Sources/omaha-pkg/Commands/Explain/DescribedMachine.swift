internal import Omaha

/// A machine as the options of a command or a line of a fleet's file describe it.
struct DescribedMachine {
  /// The app, as the machine writes it.
  var app = ""
  /// The version that it runs.
  var version = ""
  /// The track that it asks for.
  var track: String?
  /// Its board, which tells the architecture before `arch` does.
  var board: String?
  /// The architecture that its system names.
  var arch: String?
  /// The platform that its image was made for.
  var oem: String?
  /// Its operating system's platform.
  var platform: String?
  /// Its ID.
  var machine: String?
  /// The name that its operator gave it.
  var alias: String?
  /// Whether it can install a delta.
  var isDeltaOkay: Bool?
  /// Whether it is a mirror that takes floors and target in one answer.
  var isMultiManifestOkay: Bool?
  /// The versions that its administrator allows.
  var targetVersionPrefix: TargetVersionPrefix?
  /// Whether it may be taken back to an older version.
  var isRollbackAllowed: Bool?
  /// Whether its administrator forbids updates.
  var isUpdateDisabled: Bool?

  /// The check for updates that it would send.
  var request: Request {
    let check = UpdateCheck(
      targetVersionPrefix: targetVersionPrefix, rollbackAllowed: isRollbackAllowed, updateDisabled: isUpdateDisabled)
    let app = Request.App(
      appID: app, version: version, track: track, oem: oem, machineID: machine, machineAlias: alias, board: board,
      deltaOK: isDeltaOkay, multiManifestOK: isMultiManifestOkay, updateCheck: check)
    let hasSystem = platform != nil || arch != nil
    return Request(os: hasSystem ? OperatingSystem(platform: platform, architecture: arch) : nil, apps: [app])
  }
}
