internal import Glibc
internal import Omaha

extension Timestamp {
  /// The present moment, by the system's clock.
  static var now: Timestamp { Timestamp(seconds: Int64(time(nil))) }

  /// Milliseconds since 1970-01-01T00:00:00Z.
  var milliseconds: Int64 { seconds * 1_000 }
}
