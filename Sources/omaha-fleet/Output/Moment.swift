internal import Glibc
internal import Omaha

extension Timestamp {
  /// The present moment, by the system's clock.
  static var now: Timestamp { Timestamp(seconds: Int64(time(nil))) }

  /// The same in milliseconds since 1970-01-01T00:00:00Z, as check-ins have it.
  static var nowMilliseconds: Int64 {
    var now = timespec()
    _ = unsafe clock_gettime(CLOCK_REALTIME, &now)
    return Int64(now.tv_sec) * 1_000 + Int64(now.tv_nsec) / 1_000_000
  }

  /// Milliseconds since 1970-01-01T00:00:00Z.
  var milliseconds: Int64 { seconds * 1_000 }
}
