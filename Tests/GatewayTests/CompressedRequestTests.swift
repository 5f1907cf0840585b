import Gateway
import Testing

@Suite("Compressed requests")
struct CompressedRequestTests {
  private func respond(_ body: [UInt8], encoding: String?) throws -> TestResponse {
    let worker = GatewayWorker(Gateway(catalog: try OfferedRelease("2.0").catalog, log: TestLog()))
    var exchange = TestExchange(body, ["HTTP_CONTENT_ENCODING": encoding])
    return TestResponse(worker.respond(to: &exchange))
  }

  @Test(
    "A coding's two names and any spelling of them are understood (RFC 9110 §8.4.1.3)",
    arguments: ["gzip", "x-gzip", "GZIP", "X-Gzip", " gzip", "x-gzip\t"])
  func names(encoding: String) throws {
    let response = try respond(Self.gzip(OfferedRelease.check), encoding: encoding)
    #expect(response.status == 200)
    #expect(response.body.contains("<manifest version=\"2.0\"/>"))
    let plain = try respond(Array(OfferedRelease.check.utf8), encoding: encoding)
    #expect(plain.status == 400)
    #expect(plain.body == "the body is not valid gzip\n")
  }

  @Test("Other codings, and gzip that is not announced, are refused", arguments: ["xgzip", "x-gzip2", "compress", nil])
  func others(encoding: String?) throws {
    #expect(try respond(Self.gzip(OfferedRelease.check), encoding: encoding).status == (encoding == nil ? 400 : 415))
  }

  /// A gzip member (RFC 1952) of one block that is stored as it is (RFC 1951 §3.2.4).
  private static func gzip(_ text: String) -> [UInt8] {
    let data = Array(text.utf8)
    func little(_ number: Int, _ count: Int) -> [UInt8] {
      (0..<count).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
    }
    let checksum = data.reduce(UInt32.max) { sum, byte in
      (0..<8).reduce(sum ^ UInt32(byte)) { sum, _ in sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1 }
    }
    return [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 1] + little(data.count, 2) + little(~data.count, 2) + data
      + little(Int(~checksum), 4) + little(data.count, 4)
  }
}
