import Gateway
import Glibc
import Posix
import Testing
import TestSupport

@testable import FastCGI

/// Web servers that ask and do not read.
struct UnreadAnswerTests {
  /// More than any socket takes at once.
  private static let large = 8 << 20

  @Test("Peers that stop reading hold up no worker: the others are answered at once", arguments: [0, 100_000])
  func othersAreServed(bodySize: Int) throws {
    // The production limits: whoever waited for the stuck ones would wait for 30 seconds.
    let server = try TestServer(threads: 2)
    let body = [UInt8](repeating: 0, count: bodySize)
    let stuck = try (0..<6).map { _ in
      let peer = try server.peer()
      try peer.send(Wire.request(["TEST_REPLY": "\(Self.large)"], body: body))
      return peer
    }
    let start = Instant.now
    for _ in 0..<20 { #expect(try server.peer().ask(Wire.request()) == "0 0") }
    #expect(Instant.now < start + .seconds(15))
    // Whoever reads after all gets all of it, and may go on.
    for peer in stuck {
      #expect(try peer.receiveAnswer().output.utf8.count == EchoResponder.response(ofSize: Self.large).cgi.count)
      #expect(try peer.ask(Wire.request(body: [1])) == "1 1")
    }
    #expect(server.events.all.isEmpty)
  }

  @Test("Answers that are not read are bounded together; the peers beyond are cut off, the others get theirs")
  func bounded() throws {
    var limits = ServerLimits()
    limits.arrivingBytes = 3 * Self.large
    let server = try TestServer(threads: 2, limits: limits)
    let stuck = try (0..<6).map { _ in
      let peer = try server.peer()
      try peer.send(Wire.request(["TEST_REPLY": "\(Self.large)"]))
      return peer
    }
    let refusal = ServerEvent.refused("too many bytes of answers that are not read")
    #expect(eventually { server.events.all.count { $0 == refusal } == 3 })
    #expect(try server.peer().ask(Wire.request()) == "0 0")
    let whole = stuck.count { peer in ((try? peer.receiveAnswer().output.utf8.count) ?? 0) > Self.large }
    #expect(whole == 3)
  }

  @Test("A peer that asks one request after the other and reads nothing is cut off")
  func asksOn() throws {
    let server = try TestServer(threads: 1)
    let peer = try server.peer()
    #expect(throws: Peer.Failure.self) {
      for number in 0..<100_000 {
        // One at a time: the next only when the server has taken the last.
        try peer.send(Wire.request(["TEST_NAME": String(repeating: "x", count: 500)], body: [UInt8(number & 0x7f)]))
        #expect(peer.hasDelivered())
      }
    }
    #expect(try server.peer().ask(Wire.request()) == "0 0")
  }

  @Test("Many requests sent at once and read late are all answered")
  func readLate() throws {
    let server = try TestServer(threads: 1)
    let peer = try server.peer()
    let count = 1_500
    try peer.send((0..<count).flatMap { Wire.request(["TEST_REPLY": "2000"], body: [UInt8($0 & 0x7f)]) })
    let length = EchoResponder.response(ofSize: 2_000).cgi.count
    for _ in 0..<count { try #require(try peer.receiveAnswer().output.utf8.count == length) }
    #expect(server.events.all.isEmpty)
  }

  @Test("Stopping waits for an answer that is being read slowly")
  func stopping() throws {
    let server = try TestServer(threads: 1)
    let peer = try server.peer()
    try peer.send(Wire.request(["TEST_REPLY": "\(Self.large)"]))
    _ = try peer.receiveRecord()
    nonisolated(unsafe) let stopped = server
    let thread = try Thread { _ = unsafe stopped.stop() }
    #expect(eventually { !server.directory.names().contains("fcgi.sock") })
    #expect(try peer.receiveAnswer().output.utf8.count > Self.large - 100_000)
    thread.join()
  }
}
