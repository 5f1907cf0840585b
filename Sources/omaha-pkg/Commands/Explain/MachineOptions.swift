internal import ArgumentParser
internal import Omaha
internal import Reports

/// The options that describe a machine.
struct MachineOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The version that the machine runs.", valueName: "v"), completion: .versions)
  var version: String?

  @Option(help: ArgumentHelp("The track that the machine asks for.", valueName: "t"), completion: .channels)
  var track: String?

  @Option(help: ArgumentHelp("The machine's board, such as amd64-usr; tells the architecture.", valueName: "b"))
  var board: String?

  @Option(
    help: ArgumentHelp("The architecture that its system names, where the board tells none.", valueName: "a"),
    completion: .list(Architecture.allValueStrings))
  var arch: String?

  @Option(help: ArgumentHelp("The platform that its image was made for, such as azure.", valueName: "o"))
  var oem: String?

  @Option(help: ArgumentHelp("Its operating system's platform, such as CoreOS.", valueName: "p"))
  var platform: String?

  @Option(help: ArgumentHelp("The machine's ID.", valueName: "m"))
  var machine: String?

  @Option(help: ArgumentHelp("The name that its operator gave it.", valueName: "name"))
  var alias: String?

  @Flag(help: "The machine can install deltas.")
  var deltaOkay = false

  @Flag(help: "The client is a mirror that takes floors and target in one answer.")
  var multiManifestOk = false

  @Option(help: ArgumentHelp("The versions that the machine allows, such as 1.2. or 1.2.3$.", valueName: "prefix"))
  var targetVersionPrefix: String?

  @Flag(help: "The machine may be taken back to an older version.")
  var rollbackAllowed = false

  @Flag(name: .customLong("updatedisabled"), help: "The machine forbids updates.")
  var updateDisabled = false

  func validate() throws {
    if let prefix = targetVersionPrefix, TargetVersionPrefix(prefix) == nil {
      throw ValidationError("--target-version-prefix is not dotted numbers, optionally followed by \".\" or \"$\"")
    }
  }

  /// Whether any of them was given.
  var isGiven: Bool {
    let values = [version, track, board, arch, oem, platform, machine, alias, targetVersionPrefix]
    return values.contains { $0 != nil } || deltaOkay || multiManifestOk || rollbackAllowed || updateDisabled
  }

  /// The machine, with what was not given left out of its request.
  func machine(app: String) -> DescribedMachine {
    var machine = DescribedMachine()
    machine.app = app
    machine.version = version ?? ""
    machine.track = track
    machine.board = board
    machine.arch = arch
    machine.oem = oem
    machine.platform = platform
    machine.machine = self.machine
    machine.alias = alias
    machine.isDeltaOkay = deltaOkay ? true : nil
    machine.isMultiManifestOkay = multiManifestOk ? true : nil
    machine.targetVersionPrefix = targetVersionPrefix.flatMap { TargetVersionPrefix($0) }
    machine.isRollbackAllowed = rollbackAllowed ? true : nil
    machine.isUpdateDisabled = updateDisabled ? true : nil
    return machine
  }
}
