internal import Glibc

/// A point on the monotonic clock, in nanoseconds.
package struct Instant: Hashable, Comparable, Sendable {
  package var nanoseconds: Int64

  package static var now: Instant {
    var time = timespec()
    _ = unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return Instant(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
  }

  package static func < (left: Instant, right: Instant) -> Bool {
    left.nanoseconds < right.nanoseconds
  }

  package static func + (instant: Instant, duration: Duration) -> Instant {
    let (seconds, attoseconds) = duration.components
    return Instant(nanoseconds: instant.nanoseconds + seconds * 1_000_000_000 + attoseconds / 1_000_000_000)
  }

  package static func - (instant: Instant, duration: Duration) -> Instant {
    instant + (.zero - duration)
  }

  /// Milliseconds from now until this, rounded up; never negative, never above a minute.
  package var millisecondsFromNow: Int32 {
    let left = nanoseconds - Instant.now.nanoseconds
    return Int32(max(0, min(60_000, (left + 999_999) / 1_000_000)))
  }
}
