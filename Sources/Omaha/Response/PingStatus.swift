/// The acknowledgement of a ping: `status` of a response's `<ping>` (Omaha 3.0).
public struct PingStatus: RawRepresentable, Hashable, Sendable {
  /// The status as it is written on the wire.
  public let rawValue: String

  /// A status; one that this library does not know is kept, an absent one is empty.
  public init(rawValue: String) { self.rawValue = rawValue }

  /// The ping was received.
  public static let ok = PingStatus(rawValue: "ok")
}
