internal import Glibc
public import Omaha

/// The moment of a log line.
public struct LogTime: Hashable, Sendable {
  /// The second.
  public let second: Timestamp

  /// Milliseconds since the second, 0..<1000.
  public let milliseconds: Int

  /// The second as a line shows it, without the zone's `Z`.
  let secondText: String

  /// A moment.
  public init(second: Timestamp, milliseconds: Int) {
    self.second = second
    self.milliseconds = milliseconds
    secondText = String("\(second)".dropLast())
  }

  /// A moment in the same second as another one.
  private init(in other: LogTime, milliseconds: Int) {
    second = other.second
    secondText = other.secondText
    self.milliseconds = milliseconds
  }

  /// The present moment by the system's clock.
  public static var now: LogTime { now(after: nil) }

  /// The present moment; the second is written out anew only when it is another than the last one's.
  static func now(after last: LogTime?) -> LogTime {
    var time = timespec()
    _ = unsafe clock_gettime(CLOCK_REALTIME, &time)
    let second = Timestamp(seconds: Int64(time.tv_sec))
    let milliseconds = time.tv_nsec / 1_000_000
    if let last, last.second == second { return LogTime(in: last, milliseconds: milliseconds) }
    return LogTime(second: second, milliseconds: milliseconds)
  }
}
