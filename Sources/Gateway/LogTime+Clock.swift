internal import Glibc
internal import Omaha

extension LogTime {
  /// The present moment by the system's clock.
  public static var now: LogTime {
    var time = timespec()
    _ = unsafe clock_gettime(CLOCK_REALTIME, &time)
    return LogTime(second: Timestamp(seconds: Int64(time.tv_sec)), milliseconds: time.tv_nsec / 1_000_000)
  }
}
