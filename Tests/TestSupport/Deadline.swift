internal import Glibc

/// Waits until a condition holds, and fails when it does not within the time.
///
/// - Parameter what: the condition in words, for the failure's message.
package func wait(
  until what: @autoclosure () -> String, within limit: Duration = .seconds(20), _ condition: () async throws -> Bool
) async throws {
  let deadline = ContinuousClock.now.advanced(by: limit)
  while try await !condition() {
    guard ContinuousClock.now < deadline else { throw Failure("not within \(limit): \(what())") }
    try await Task.sleep(for: .milliseconds(10))
  }
}

/// Whether a condition holds within the time.
package func eventually(within limit: Duration = .seconds(20), _ condition: () -> Bool) -> Bool {
  let deadline = ContinuousClock.now.advanced(by: limit)
  while !condition() {
    guard ContinuousClock.now < deadline else { return false }
    usleep(1_000)
  }
  return true
}
