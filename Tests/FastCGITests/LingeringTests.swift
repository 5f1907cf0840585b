import Glibc
import Testing
import TestSupport

@testable import FastCGI

/// Connections that end with an answer while the peer may still be sending.
struct LingeringTests {
  @Test("A peer reads the end of its answer at once, while the server still takes what it sends")
  func endAtOnce() throws {
    var limits = ServerLimits()
    limits.requestBytes = 200_000
    let server = try TestServer(threads: 1, limits: limits)
    func isStillTaken() throws -> Bool {
      let peer = try server.peer()
      let parameters = Wire.parameters(["REQUEST_METHOD": "POST", "CONTENT_LENGTH": "10000000", "TEST_READ": "1"])
      try peer.send(Wire.begin() + Wire.stream(4, parameters))
      for _ in 0..<4 { try peer.send(Wire.record(5, [UInt8](repeating: 1, count: 50_000))) }
      #expect(try peer.receiveAnswer().output.hasSuffix("1 1"))
      #expect(try peer.isClosed())
      // Were the end only the closing two seconds later, nobody would be there to take this.
      let piece = Wire.record(5, [1])
      return unsafe piece.withUnsafeBytes {
        unsafe send(peer.descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL | MSG_DONTWAIT)) == piece.count
      }
    }
    // A machine that stands still for two seconds between the two is not always there.
    #expect(try (0..<5).contains { _ in try isStillTaken() })
  }
}
