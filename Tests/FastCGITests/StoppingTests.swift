import Glibc
import Posix
import Testing
import TestSupport

@testable import FastCGI

struct StoppingTests {
  @Test("Stopping answers the request in hand, closes idle connections and removes the socket's file")
  func requestInHand() throws {
    let server = try TestServer()
    let idle = try server.peer()
    #expect(try idle.ask(Wire.request()) == "0 0")
    let busy = try server.peer()
    try busy.send(Wire.request(["TEST_WAIT": "1"], body: [5]))
    #expect(server.gate.waitForArrivals(1))
    let stopper = try Stopper(server)
    #expect(try idle.isClosed())
    server.gate.open()
    #expect(try busy.receiveAnswer().output.hasSuffix("1 5"))
    #expect(try busy.isClosed())
    #expect(stopper.wait() == 0)
    #expect(throws: Peer.Failure.connect(ENOENT)) { try server.peer() }
  }

  @Test("A request that reached the server before it stopped is answered", arguments: 0..<30)
  func lastMoment(round: Int) throws {
    let server = try TestServer()
    let kept = try server.peer()
    #expect(try kept.ask(Wire.request()) == "0 0")
    let fresh = try server.peer()
    try kept.send(Wire.request(body: [1]))
    try fresh.send(Wire.request(body: [2]))
    let stopper = try Stopper(server)
    #expect(try kept.receiveAnswer().output.hasSuffix("1 1"))
    #expect(try fresh.receiveAnswer().output.hasSuffix("1 2"))
    #expect(stopper.wait() == 0)
  }

  @Test("Stopping takes no longer than its limit, whatever peers do")
  func bounded() throws {
    var limits = ServerLimits()
    limits.shutdown = .milliseconds(200)
    let server = try TestServer(threads: 1, limits: limits)
    let unread = try server.peer()
    try unread.send(Wire.request(["TEST_REPLY": "\(8 << 20)", "TEST_WAIT": "1"]))
    #expect(server.gate.waitForArrivals(1))
    server.gate.open()
    let unfinished = try server.peer()
    try unfinished.send(Wire.begin())
    #expect(server.stop() >= 1)
    withExtendedLifetime((unread, unfinished)) {}
  }
}

/// Stops a server on a thread of its own.
private final class Stopper {
  private let thread: Thread
  private let result = Result()

  private final class Result: @unchecked Sendable {
    var cut = -1
  }

  init(_ server: TestServer) throws {
    let result = result
    nonisolated(unsafe) let server = server
    thread = try Thread { result.cut = unsafe server.stop() }
  }

  func wait() -> Int {
    thread.join()
    return result.cut
  }
}
