@testable import FastCGI
import Gateway
import Glibc
import Synchronization
import TestSupport

/// A real server in this process, on a unix socket in a directory of its own.
final class TestServer {
  let directory: TemporaryFolder
  let path: String
  let events = EventRecorder()
  let gate = Gate()
  private let server: FastCGIServer
  private var isStopped = false

  init(threads: Int = 2, limits: ServerLimits = ServerLimits()) throws {
    directory = try TemporaryFolder()
    path = directory.path + "/fcgi.sock"
    let events = events
    let gate = gate
    server = try FastCGIServer(
      listeners: [try Listener.unix(path, SocketAccess())], threads: threads, limits: limits,
      report: { events.add($0) }, makeResponder: { EchoResponder(gate: gate) })
  }

  deinit {
    if !isStopped { _ = server.stop() }
  }

  func peer() throws -> Peer { try Peer(path: path) }

  func stop() -> Int {
    isStopped = true
    return server.stop()
  }
}

/// Answers with the number of the body's bytes and their sum, as the test's parameters want it.
struct EchoResponder: Responder {
  let gate: Gate
  private var isHeldUp = false

  init(gate: Gate) { self.gate = gate }

  mutating func respond(to exchange: inout some Exchange) -> HTTPResponse {
    isHeldUp = exchange.parameter("TEST_HOLD") != nil
    let limit = exchange.parameter("TEST_READ").flatMap { Int($0) } ?? .max
    var body: [UInt8] = []
    while body.count < limit, exchange.readBody(into: &body, atMost: min(10_000, limit - body.count)) > 0 {}
    if exchange.parameter("TEST_WAIT") != nil { gate.pass() }
    if let size = exchange.parameter("TEST_REPLY").flatMap({ Int($0) }) { return Self.response(ofSize: size) }
    var text = "\(body.count) \(body.reduce(0) { $0 &+ Int($1) })"
    if let name = exchange.parameter("TEST_NAME") { text += " \(name)" }
    return HTTPResponse(status: 200, contentType: "text/plain", body: Array(text.utf8))
  }

  /// Waits, where TEST_HOLD says so, as for a disk that hangs.
  func keepRecord() {
    if isHeldUp { gate.pass() }
  }

  /// What TEST_REPLY asks for.
  static func response(ofSize size: Int) -> HTTPResponse {
    HTTPResponse(status: 200, contentType: "text/plain", body: [UInt8](repeating: UInt8(ascii: "x"), count: size))
  }

  static func answer(to body: [UInt8]) -> String {
    "\(body.count) \(body.reduce(0) { $0 &+ Int($1) })"
  }
}

/// Lets responders wait for the test, and the test for responders.
final class Gate: Sendable {
  private let arrived = Mutex(0)
  private let isOpen = Atomic(false)

  func pass() {
    arrived.withLock { $0 += 1 }
    _ = eventually { isOpen.load(ordering: .acquiring) }
  }

  func waitForArrivals(_ count: Int) -> Bool {
    eventually { arrived.withLock { $0 } >= count }
  }

  func open() {
    isOpen.store(true, ordering: .releasing)
  }
}

/// What the server has reported.
final class EventRecorder: Sendable {
  private let events = Mutex<[ServerEvent]>([])

  func add(_ event: ServerEvent) {
    events.withLock { $0.append(event) }
  }

  var all: [ServerEvent] { events.withLock { $0 } }
}
