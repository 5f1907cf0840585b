/// When a client asks next, as update_engine decides (`update_check_scheduler.cc`).
///
/// The first check is after 7 minutes ± 5, then every 45 ± 5. After an answer of 500 or 503 the interval doubles, up to four hours. A server's
/// `PollInterval` counts instead while no check fails, within 45 minutes and four hours. An interval other than 45 minutes varies by half of
/// itself, so that a fleet spreads out.
public struct PollSchedule: Hashable, Sendable {
  /// 45 minutes; no interval is shorter.
  public static let interval = Duration.seconds(45 * 60)
  /// Four hours; no interval is longer.
  public static let longestInterval = Duration.seconds(4 * 60 * 60)
  /// How much 45 minutes vary in all: from 40 to 50.
  public static let fuzz = Duration.seconds(10 * 60)
  /// Before the first check.
  public static let firstDelay = Duration.seconds(7 * 60)

  /// What the next delay varies around.
  public private(set) var interval = PollSchedule.firstDelay

  /// Before the first check.
  public init() {}

  /// Notes that the server answered a check.
  ///
  /// - Parameter pollInterval: The answer's `PollInterval` in seconds; nil when it has none.
  public mutating func noteAnswer(pollInterval: Int64? = nil) {
    let wanted = pollInterval.map { Duration.seconds($0) } ?? PollSchedule.interval
    interval = min(max(wanted, PollSchedule.interval), PollSchedule.longestInterval)
  }

  /// Notes that a check failed.
  ///
  /// - Parameter status: The status of HTTP; nil without an answer. 500 and 503 double the interval, others keep it at 45 minutes.
  public mutating func noteFailure(status: Int? = nil) {
    guard status == 500 || status == 503 else {
      interval = PollSchedule.interval
      return
    }
    interval = min(max(interval * 2, PollSchedule.interval), PollSchedule.longestInterval)
  }

  /// How long to wait from now until the next check.
  public func delay(using generator: inout some RandomNumberGenerator) -> Duration {
    let isUsual = interval <= PollSchedule.interval
    let half = (isUsual ? PollSchedule.fuzz : interval).components.seconds / 2
    return interval + .seconds(Int64.random(in: -half...half, using: &generator))
  }

  /// How long to wait from now until the next check.
  public func delay() -> Duration {
    var generator = SystemRandomNumberGenerator()
    return delay(using: &generator)
  }
}
