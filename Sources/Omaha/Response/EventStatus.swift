/// The acknowledgement of an event: `status` of a response's `<event>` (Omaha 3.0).
public struct EventStatus: RawRepresentable, Hashable, Sendable {
  /// The status as it is written on the wire.
  public let rawValue: String

  /// A status; one that this library does not know is kept, an absent one is empty.
  public init(rawValue: String) { self.rawValue = rawValue }

  /// The event was received.
  public static let ok = EventStatus(rawValue: "ok")
}
