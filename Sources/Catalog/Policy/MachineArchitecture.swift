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
  public init(of app: Request.App, in request: Request) {
    if let architecture = request.architecture(of: app) {
      self = .known(architecture)
    } else {
      let isStated = request.os?.architecture?.isEmpty == false || request.os?.servicePack?.contains("_") == true
      self = isStated ? .foreign : .unstated
    }
  }
}
