internal import Glibc
internal import OmahaCurl

/// The pauses between attempts: half a second, then twice as long each time, 30 seconds at most.
struct Backoff {
  private let retries: Int
  private var attempts = 0

  /// The longest time that a server's `Retry-After` is followed for, in seconds.
  private static let longestWish = 120

  init(retries: Int) { self.retries = retries }

  /// Notes that something came, so that the next fault is a first one.
  mutating func reset() { attempts = 0 }

  /// Waits before the next attempt.
  ///
  /// - Parameter wish: Seconds that the server wants to be left alone for.
  /// - Returns: whether there is another attempt.
  mutating func wait(_ wish: Int? = nil) -> Bool {
    guard attempts < retries else { return false }
    let usual = min(30_000, 500 << min(attempts, 6))
    attempts += 1
    let milliseconds = wish.map { min(max(0, $0), Self.longestWish) * 1000 } ?? Int.random(in: usual / 2...usual)
    usleep(UInt32(milliseconds) * 1000)
    return true
  }
}
