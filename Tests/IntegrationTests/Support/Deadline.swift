/// Waits until a condition holds, and fails when it does not within the time. The only place of the suite that lets time pass.
///
/// - Parameter what: the condition in words, for the failure's message.
func wait(
  until what: @autoclosure () -> String, within limit: Duration = .seconds(20), _ condition: () async throws -> Bool
) async throws {
  let deadline = ContinuousClock.now.advanced(by: limit)
  while try await !condition() {
    guard ContinuousClock.now < deadline else {
      throw Failure("not within \(limit): \(what())")
    }
    try await Task.sleep(for: .milliseconds(10))
  }
}
