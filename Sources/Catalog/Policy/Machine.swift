public import Omaha

/// What a request tells about a machine, as far as groups select by it.
///
/// What few groups ask for is taken from the request when one does.
public struct Machine: Sendable {
  /// The version that it runs.
  public let version: Version
  /// Its architecture.
  public let architecture: MachineArchitecture

  private let app: Request.App
  private let request: Request

  /// The machine of an app in a request.
  ///
  /// - Parameter hasARM: Whether the app of the catalog has something for 32-bit ARM (``CatalogApp/hasARM``).
  public init(_ app: Request.App, of request: Request, version: Version, hasARM: Bool = true) {
    self.version = version
    self.app = app
    self.request = request
    architecture = MachineArchitecture(of: app, in: request, hasARM: hasARM)
  }

  /// The track that it asks for.
  public var track: String? { app.track }

  /// Its board, such as `amd64-usr`.
  public var board: String? { app.board }

  /// The platform that its image was made for, such as `azure`.
  public var oem: String? { app.oem }

  /// Its operating system's platform, such as `CoreOS`.
  public var platform: String? { request.os?.platform }

  /// Its ID as it was sent; nil when it has none.
  public var id: String? { app.machineID.flatMap { $0.isEmpty ? nil : $0 } }

  /// The name that its operator gave it.
  public var alias: String? { app.machineAlias }
}
