internal import Glibc

/// A point on the monotonic clock, in nanoseconds.
struct Instant: Hashable, Comparable, Sendable {
  var nanoseconds: Int64

  static var now: Instant {
    var time = timespec()
    _ = unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return Instant(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
  }

  static func < (left: Instant, right: Instant) -> Bool {
    left.nanoseconds < right.nanoseconds
  }

  static func + (instant: Instant, duration: Duration) -> Instant {
    let (seconds, attoseconds) = duration.components
    return Instant(nanoseconds: instant.nanoseconds + seconds * 1_000_000_000 + attoseconds / 1_000_000_000)
  }

  static func - (instant: Instant, duration: Duration) -> Instant {
    instant + (.zero - duration)
  }

  /// Milliseconds from now until this, rounded up; never negative, never above a minute.
  var millisecondsFromNow: Int32 {
    let left = nanoseconds - Instant.now.nanoseconds
    return Int32(max(0, min(60_000, (left + 999_999) / 1_000_000)))
  }
}
