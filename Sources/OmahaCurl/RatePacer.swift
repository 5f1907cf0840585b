internal import Glibc
internal import Synchronization

/// Keeps transfers of several threads within one rate. Whoever receives alone has all of it.
package final class RatePacer: Sendable {
  private let schedule: Mutex<RateSchedule>

  package init(bytesPerSecond: Int64) { schedule = Mutex(RateSchedule(bytesPerSecond: bytesPerSecond)) }

  /// Waits until the rate allows for the bytes that came.
  package func take(_ bytes: Int) {
    let pause = schedule.withLock { $0.pause(after: bytes, at: .now) }
    usleep(UInt32(clamping: Int64(pause / .microseconds(1))))
  }
}

/// When bytes may have come at the latest rate. What was not used in the past is not made up for, so there are no bursts.
struct RateSchedule {
  private let bytesPerSecond: Int64
  private var end: ContinuousClock.Instant?

  init(bytesPerSecond: Int64) { self.bytesPerSecond = max(1, bytesPerSecond) }

  /// How long to wait after bytes that came now.
  mutating func pause(after bytes: Int, at now: ContinuousClock.Instant) -> Duration {
    let start = end.map { max($0, now) } ?? now
    let next = start + .seconds(Double(bytes) / Double(bytesPerSecond))
    end = next
    return next - now
  }
}
