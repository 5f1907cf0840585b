internal import Glibc

/// The clocks that the journal goes by.
enum Clock {
  /// Milliseconds on the monotonic clock, to within a few.
  static var monotonic: Int64 { milliseconds(CLOCK_MONOTONIC_COARSE) }

  /// Milliseconds since 1970-01-01T00:00:00Z.
  static var utc: Int64 { milliseconds(CLOCK_REALTIME) }

  private static func milliseconds(_ clock: clockid_t) -> Int64 {
    var time = timespec()
    _ = unsafe clock_gettime(clock, &time)
    return Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000
  }
}
