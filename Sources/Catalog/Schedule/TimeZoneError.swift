/// Why a time zone cannot be used.
public struct TimeZoneError: Error, Hashable, Sendable {
  /// A clause that has the zone or its file as subject, without a full stop: `is not a TZif file`.
  public let message: String

  init(_ message: String) { self.message = message }
}

extension TimeZoneError: CustomStringConvertible {
  /// The clause.
  public var description: String { message }
}
