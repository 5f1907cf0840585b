/// The answer to an update check: `status` of a response's `<updatecheck>` (Omaha 3.0).
///
/// update_engine takes `ok` and `noupdate`; everything else is a failure that it reports back.
public struct UpdateCheckStatus: RawRepresentable, Hashable, Sendable {
  /// The status as it is written on the wire.
  public let rawValue: String

  /// A status; one that this library does not know is kept.
  public init(rawValue: String) { self.rawValue = rawValue }

  /// There is an update; a manifest follows.
  public static let ok = UpdateCheckStatus(rawValue: "ok")
  /// There is nothing newer for this machine now.
  public static let noUpdate = UpdateCheckStatus(rawValue: "noupdate")
  /// The machine's operating system is not supported.
  public static let osNotSupported = UpdateCheckStatus(rawValue: "error-osnotsupported")
  /// The machine's hardware is not supported.
  public static let hardwareNotSupported = UpdateCheckStatus(rawValue: "error-hwnotsupported")
  /// The client's protocol is not supported for this app.
  public static let unsupportedProtocol = UpdateCheckStatus(rawValue: "error-unsupportedProtocol")
  /// The app may not be installed by this host.
  public static let pluginRestrictedHost = UpdateCheckStatus(rawValue: "error-pluginRestrictedHost")
  /// The server has no valid hash for the update.
  public static let hash = UpdateCheckStatus(rawValue: "error-hash")
  /// The server failed.
  public static let internalError = UpdateCheckStatus(rawValue: "error-internal")
}

extension UpdateCheckStatus: CustomStringConvertible {
  /// The status as it is written on the wire.
  public var description: String { rawValue }
}
