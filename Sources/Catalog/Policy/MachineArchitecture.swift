public import Omaha

/// What a request tells about the architecture of its machine.
public enum MachineArchitecture: Hashable, Sendable {
  /// The machine has this one.
  case known(Architecture)
  /// The machine names one that releases do not have.
  case foreign
  /// The machine says nothing about it, as simple clients do.
  case unstated

  /// Reads what the machine of an app says: the app's `board`, the system's `arch`, or the suffix that update_engine puts
  /// behind the version in `sp`.
  ///
  /// - Parameter hasARM: As in ``Omaha/Request/architecture(of:hasARM:)``.
  public init(of app: Request.App, in request: Request, hasARM: Bool = true) {
    if let architecture = request.architecture(of: app, hasARM: hasARM) {
      self = .known(architecture)
    } else {
      // The boards of CoreOS and Flatcar are `amd64-usr` and `arm64-usr`; those of ChromeOS are names of products.
      let isStated =
        request.os?.architecture?.isEmpty == false || request.os?.servicePack?.contains("_") == true
        || app.board?.hasSuffix("-usr") == true
      self = isStated ? .foreign : .unstated
    }
  }
}
