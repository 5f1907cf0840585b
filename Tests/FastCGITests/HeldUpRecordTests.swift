import Glibc
import Posix
import Testing
import TestSupport

@testable import FastCGI

/// Answers whose records cannot be kept, because a disk hangs.
struct HeldUpRecordTests {
  @Test(
    "An answer leaves though its record is held up, at whatever size and however the request came",
    arguments: [0, 60_000])
  func leaves(size: Int) throws {
    for isCollected in [false, true] {
      let server = try TestServer(threads: 2)
      let peer = try server.peer()
      let request = Wire.request(["TEST_HOLD": "1", "TEST_REPLY": "\(size)"])
      if isCollected {
        try peer.send(Array(request.prefix(20)))
        try peer.send(Array(request.dropFirst(20)))
      } else {
        try peer.send(request)
      }
      #expect(try peer.receiveAnswer().output.hasSuffix("\r\n\r\n" + String(repeating: "x", count: size)))
      #expect(server.gate.waitForArrivals(1))
      // The other worker goes on, on this connection too.
      for number in 0..<50 as Range<UInt8> { #expect(try peer.ask(Wire.request(body: [number])) == "1 \(number)") }
      server.gate.open()
      // And the one that was held up answers again.
      let peers = try (0..<20).map { _ in try server.peer() }
      for peer in peers { try peer.send(Wire.request(body: [7])) }
      for peer in peers { #expect(try peer.receiveAnswer().output.hasSuffix("1 7")) }
      #expect(server.events.all == [])
      #expect(server.stop() == 0)
    }
  }

  @Test("A request without keep-alive is answered and its connection closed while its record is held up")
  func closes() throws {
    let server = try TestServer(threads: 1)
    let peer = try server.peer()
    #expect(try peer.ask(Wire.request(["TEST_HOLD": "1"], body: [3], keeps: false)) == "1 3")
    #expect(try peer.isClosed())
    server.gate.open()
    #expect(try server.peer().ask(Wire.request(body: [4])) == "1 4")
  }

  @Test("A server that is told to stop answers, and does not wait for a record that is held up")
  func stop() throws {
    let server = try TestServer(threads: 2)
    let peer = try server.peer()
    try peer.send(Wire.request(["TEST_HOLD": "1"], body: [5]))
    #expect(server.gate.waitForArrivals(1))
    #expect(server.stop() == 0)
    #expect(try peer.receiveAnswer().output.hasSuffix("1 5"))
    server.gate.open()
  }
}
