internal import Glibc
internal import Omaha

extension Timestamp {
  /// The present moment, by the system's clock.
  static var now: Timestamp { Timestamp(seconds: Int64(time(nil))) }
}
