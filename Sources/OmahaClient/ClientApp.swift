public import Omaha

/// What a client tells of one app that it keeps up to date.
public struct ClientApp: Hashable, Sendable {
  /// The app's ID.
  public var id: String
  /// What is installed; nil for a new install.
  public var version: String?
  /// The channel that the machine follows.
  public var track: String?
  /// Such as `amd64-usr`, which tells the architecture.
  public var board: String?
  /// The platform that the image was made for, such as `azure`.
  public var oem: String?
  /// The name that an operator gave the machine (Flatcar).
  public var machineAlias: String?
  /// The version before the last update: empty when there was none since the last check, `0.0.0.0` before the first check of a machine's
  /// life (PROTOCOL of update_engine's event 3/2).
  public var previousVersion = ""
  /// Whether the client can apply deltas; nil does not say.
  public var deltaOK: Bool?
  /// Whether the client takes a manifest for each floor and for the target in one answer, as mirrors do.
  public var multiManifestOK: Bool?
  /// The versions that the machine's administrator allows.
  public var targetVersionPrefix: TargetVersionPrefix?
  /// Whether the machine may be taken back to an older version.
  public var rollbackAllowed: Bool?

  /// An app.
  public init(id: String, version: String?, track: String? = nil, board: String? = nil) {
    self.id = id
    self.version = version
    self.track = track
    self.board = board
  }
}

/// The machine that a client runs on, the same for all of its apps.
public struct ClientMachine: Hashable, Sendable {
  /// The machine's ID: 32 hexadecimal digits. It never changes.
  public var id: String?
  /// The ID of this boot; nil does not say.
  public var bootID: String?
  /// The operating system.
  public var system: OperatingSystem?

  /// A machine.
  public init(id: String? = nil, bootID: String? = nil, system: OperatingSystem? = nil) {
    self.id = id
    self.bootID = bootID
    self.system = system
  }
}
