import Foundation
import Synchronization
import TestSupport

/// Machines that check again and again, each on a new connection, while something happens to the site.
final class Load: Sendable {
  struct Result: Sendable {
    var statuses: [Int: Int] = [:]
    /// The numbers of the requests that were answered with 200, and of all others.
    var answered: Set<Int> = []
    var unanswered: Set<Int> = []
    /// Answers that are neither an offer nor `noupdate`, and connections that ended without an answer; the first few.
    var failures: [String] = []
    var answers: Int { statuses.values.reduce(0, +) }
  }

  private struct State {
    var result = Result()
    var isStopping = false
    var running = 0
    var next = 0
  }

  private let state = Mutex(State())

  /// Keeps the clients busy while `body` runs, and returns what they saw.
  static func on(
    port: Int, clients: Int = 4, request: HTTPRequest = HTTPRequest(App.check(version: "1.0.0")),
    _ body: (Load) async throws -> Void
  ) async throws -> Result {
    try await on(port: port, clients: clients, numbered: { _ in request }, body)
  }

  /// The same with a request for each number.
  static func on(
    port: Int, clients: Int = 4, numbered request: @escaping @Sendable (Int) -> HTTPRequest,
    _ body: (Load) async throws -> Void
  ) async throws -> Result {
    let load = Load()
    load.state.withLock { $0.running = clients }
    for _ in 0..<clients {
      Thread { load.run(port: port, request: request) }.start()
    }
    do {
      try await load.answered(20)
      try await body(load)
    } catch {
      load.state.withLock { $0.isStopping = true }
      throw error
    }
    load.state.withLock { $0.isStopping = true }
    try await wait(until: "the clients have stopped", within: .seconds(60)) { load.state.withLock { $0.running } == 0 }
    return load.state.withLock { $0.result }
  }

  /// Waits until so many more answers have come.
  func answered(_ count: Int) async throws {
    let before = state.withLock { $0.result.answers }
    try await wait(until: "\(count) more answers") { self.state.withLock { $0.result.answers } >= before + count }
  }

  private func run(port: Int, request: (Int) -> HTTPRequest) {
    while true {
      let next: Int? = state.withLock { state in
        if state.isStopping { return nil }
        state.next += 1
        return state.next
      }
      guard let number = next else { break }
      do {
        let reply = try request(number).send(to: port)
        let isWhole = reply.text.contains("<updatecheck status=") && reply.text.contains("</response>")
        state.withLock {
          $0.result.statuses[reply.status, default: 0] += 1
          if reply.status == 200 { $0.result.answered.insert(number) } else { $0.result.unanswered.insert(number) }
          if reply.status != 200 || !isWhole, $0.result.failures.count < 5 {
            $0.result.failures.append("\(reply.status) \(reply.text.prefix(300))")
          }
        }
      } catch {
        state.withLock {
          $0.result.statuses[0, default: 0] += 1
          $0.result.unanswered.insert(number)
          if $0.result.failures.count < 5 { $0.result.failures.append("\(error)") }
        }
      }
    }
    state.withLock { $0.running -= 1 }
  }
}
