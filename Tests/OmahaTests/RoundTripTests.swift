import Omaha
import Testing
import TestSupport

@Suite("Round trip")
struct RoundTripTests {
  @Test("a request that is written and read is the same request")
  func requests() throws {
    var random = SeededGenerator()
    let decoder = RequestDecoder()
    for _ in 0..<3_000 {
      let request = random.request()
      let bytes = try request.encode()
      let decoded = try decoder.decode(bytes)
      #expect(decoded.request == request, "seed \(random.seed)")
      // Strings that are canonically equivalent are equal in Swift; their bytes must be, too.
      #expect(try decoded.request.encode() == bytes, "seed \(random.seed)")
      #expect(decoded.notices.allSatisfy { $0.kind == .unknownNumber }, "seed \(random.seed)")
    }
  }

  @Test("a response that is written and read is the same response")
  func responses() throws {
    var random = SeededGenerator()
    let decoder = ResponseDecoder()
    for _ in 0..<3_000 {
      let response = random.response()
      let bytes = try response.encode()
      let decoded = try decoder.decode(bytes)
      #expect(decoded == response, "seed \(random.seed)")
      #expect(try decoded.encode() == bytes, "seed \(random.seed)")
    }
  }
}
