internal import Omaha
internal import OmahaClient
internal import Reports

/// The check of a machine, as update_engine sends it.
struct ProbeRequest {
  let request: Request

  /// The ID of a machine that is none.
  private static let machineID = String(repeating: "0", count: 32)
  private static let program = "update_engine-0.4.10"

  /// The check of a machine that options describe.
  init(app id: String, machine options: MachineOptions) {
    let machine = options.machine(app: id)
    let isFlatcar = ApplicationID(id).flatMap { WellKnownApp($0) } == .containerLinux
    // Without any of these a server must guess, as it must for a machine.
    let arch = machine.arch.flatMap { Architecture(alias: $0) }
    let board = machine.board ?? (isFlatcar ? "\((arch ?? .amd64).rawValue)-usr" : nil)
    let check = UpdateCheck(
      targetVersionPrefix: machine.targetVersionPrefix, rollbackAllowed: machine.isRollbackAllowed,
      updateDisabled: machine.isUpdateDisabled)
    let app = Request.App(
      appID: id, version: machine.version, track: machine.track, bootID: RandomID.next(), oem: machine.oem,
      machineID: machine.machine ?? Self.machineID, machineAlias: machine.alias, board: board,
      deltaOK: machine.isDeltaOkay ?? false, multiManifestOK: machine.isMultiManifestOkay, ping: Ping(active: 1),
      updateCheck: check, events: [.complete(from: "")])
    let platform = machine.platform ?? (isFlatcar ? "CoreOS" : nil)
    let system = OperatingSystem(
      platform: platform, version: isFlatcar ? "Chateau" : nil, architecture: isFlatcar ? nil : machine.arch)
    request = Request(
      version: Self.program, updaterVersion: Self.program, installSource: "ondemandupdate", isMachine: true,
      os: system, apps: [app])
  }
}
