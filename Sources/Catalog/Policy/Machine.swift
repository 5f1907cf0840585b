public import Omaha

/// What a request tells about a machine, as far as groups select by it.
public struct Machine: Hashable, Sendable {
  /// The version that it runs.
  public let version: Version
  /// The track that it asks for.
  public let track: String?
  /// Its architecture.
  public let architecture: MachineArchitecture
  /// Its board, such as `amd64-usr`.
  public let board: String?
  /// The platform that its image was made for, such as `azure`.
  public let oem: String?
  /// Its operating system's platform, such as `CoreOS`.
  public let platform: String?
  /// Its ID as it was sent; nil when it has none.
  public let id: String?
  /// The name that its operator gave it.
  public let alias: String?

  /// The machine of an app in a request.
  public init(_ app: Request.App, of request: Request, version: Version) {
    self.version = version
    track = app.track
    architecture = MachineArchitecture(of: app, in: request)
    board = app.board
    oem = app.oem
    platform = request.os?.platform
    id = app.machineID.flatMap { $0.isEmpty ? nil : $0 }
    alias = app.machineAlias
  }
}
