/// How the server fared with one app of a request: `status` of a response's `<app>` (Omaha 3.0).
public struct AppStatus: RawRepresentable, Hashable, Sendable {
  /// The status as it is written on the wire.
  public let rawValue: String

  /// A status; one that this library does not know is kept.
  public init(rawValue: String) { self.rawValue = rawValue }

  /// The app is known and its parts are answered.
  public static let ok = AppStatus(rawValue: "ok")
  /// The app is not available where the client is.
  public static let restricted = AppStatus(rawValue: "restricted")
  /// The server has no app of this ID.
  public static let unknownApplication = AppStatus(rawValue: "error-unknownApplication")
  /// The ID is not an ID.
  public static let invalidAppID = AppStatus(rawValue: "error-invalidAppId")
  /// The version that the client reports is not a version.
  public static let invalidVersion = AppStatus(rawValue: "error-invalidVersion")
  /// The server failed.
  public static let internalError = AppStatus(rawValue: "error-internal")
}

extension AppStatus: CustomStringConvertible {
  /// The status as it is written on the wire.
  public var description: String { rawValue }
}
