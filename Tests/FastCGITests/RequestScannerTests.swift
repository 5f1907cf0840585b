import TestSupport
import Testing

@testable import FastCGI

struct RequestScannerTests {
  private static let whole = Wire.request(["HTTP_HOST": "example.com"], body: Array("hello".utf8))

  private func scan(_ bytes: [UInt8]) -> RequestScanner.Verdict {
    var scanner = RequestScanner(parameterLimit: 1024, maximumConnections: 7)
    return scanner.scan(bytes.span)
  }

  @Test("Every beginning of a request is partial, and only the whole is complete")
  func prefixes() {
    for count in 0..<Self.whole.count {
      #expect(scan(Array(Self.whole[..<count])) == .partial, "\(count) bytes")
    }
    #expect(scan(Self.whole) == .complete(length: Self.whole.count))
  }

  @Test("Bytes that come one at a time are judged like those that come at once")
  func incremental() {
    var scanner = RequestScanner(parameterLimit: 1024, maximumConnections: 7)
    for count in 0..<Self.whole.count {
      #expect(scanner.scan(Array(Self.whole[..<count]).span) == .partial)
    }
    #expect(scanner.scan(Self.whole.span) == .complete(length: Self.whole.count))
  }

  @Test("A request ends where it ends, whatever follows")
  func pipelined() {
    #expect(scan(Self.whole + Self.whole) == .complete(length: Self.whole.count))
  }

  @Test("Padding, short records and long lengths are part of the protocol", arguments: [1, 2, 3, 7, 64])
  func layouts(chunk: Int) {
    let parameters = Wire.parameters(["NAME": "value", "EMPTY": "", "": "odd"], long: true)
    let bytes =
      Wire.begin() + Wire.stream(4, parameters, chunk: chunk, padding: 255)
      + Wire.stream(5, [1, 2, 3, 4, 5], chunk: chunk, padding: 3)
    #expect(scan(bytes) == .complete(length: bytes.count))
  }

  @Test("Padding that libfcgi would take for a header is taken out, however it arrives", arguments: [1, 7, 255])
  func padding(padding: Int) {
    let parameters = Wire.parameters(["NAME": "value"])
    func request(_ padding: Int) -> [UInt8] {
      Wire.begin(padding: padding) + Wire.stream(4, parameters, padding: 3, endPadding: padding)
        + Wire.stream(5, [1, 2, 3], padding: 4, endPadding: padding)
    }
    let next = Wire.request(id: 2)
    for step in [1, 5, 1_000] {
      var arriving = ArrivingRequest(RequestScanner(parameterLimit: 1024, maximumConnections: 7))
      var left = (request(padding) + next)[...]
      var length: Int?
      while length == nil, !left.isEmpty {
        arriving.append(left.prefix(step))
        left = left.dropFirst(step)
        if case .complete(let found) = arriving.next() { length = found }
      }
      #expect(length == request(0).count, "\(step) bytes at a time")
      #expect(arriving.bytes + left == request(0) + next, "\(step) bytes at a time")
    }
  }

  @Test(
    "What cannot become a request is refused at once",
    arguments: [
      (Wire.record(1, [0, 1, 1, 0, 0, 0, 0, 0], version: 2), .version),
      (Array("GET / HTTP/1.1\r\n".utf8), .version),
      (Array(Wire.record(1, [0, 1, 1]).prefix(8)), .beginLength),
      (Wire.record(1, [0, 1, 1, 0, 0, 0, 0, 0, 0]), .beginLength),
      (Wire.begin(id: 0), .requestID),
      (Wire.record(4, id: 0), .requestID),
      (Wire.begin() + Wire.record(5, [1]), .order),
      (Wire.begin() + Wire.begin(), .order),
      (Wire.begin() + Wire.record(4) + Wire.record(4), .order),
      (Wire.begin() + Wire.record(4) + Wire.record(8, [1]), .order),
      (Wire.begin() + Wire.record(6, [1]), .order),
      (Wire.begin() + Wire.record(4, [4, 4, 1, 2]) + Wire.record(4), .parameterLengths),
      (Wire.begin() + Wire.record(4, [4]) + Wire.record(4), .parameterLengths),
      (Wire.begin() + Wire.record(4, [0x80, 0, 0]) + Wire.record(4), .parameterLengths),
      (Wire.begin() + Wire.record(4, [0xff, 0xff, 0xff, 0xff, 1]), .parametersTooLong),
      (Wire.begin() + Wire.record(4, [1, 0xff, 0xff, 0xff, 0xff]), .parametersTooLong),
      (Wire.begin() + Wire.record(4, [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]), .parametersTooLong),
      (Wire.begin() + Wire.record(4, [UInt8](repeating: 0, count: 1025)), .parametersTooLong),
      (Array((Wire.begin() + Wire.record(4, [UInt8](repeating: 0, count: 1025))).prefix(24)), .parametersTooLong),
    ] as [([UInt8], RequestScanner.Fault)])
  func faults(bytes: [UInt8], fault: RequestScanner.Fault) {
    #expect(scan(bytes) == .invalid(fault))
  }

  @Test("Parameters may fill the limit to the last byte")
  func parameterLimit() {
    let bytes =
      Wire.begin() + Wire.stream(4, Wire.pair("N", String(repeating: "v", count: 1024 - 9), long: true))
      + Wire.record(5)
    #expect(scan(bytes) == .complete(length: bytes.count))
  }

  @Test(
    "Parameters may fill the limit exactly in pieces, and one byte more is refused as soon as it is announced",
    arguments: [1, 7, 100, 1_000, 1_023, 1_024])
  func parameterLimitInPieces(chunk: Int) {
    let parameters = Wire.pair("N", String(repeating: "v", count: 1024 - 9), long: true)
    let exact = Wire.begin() + Wire.stream(4, parameters, chunk: chunk) + Wire.record(5)
    var scanner = RequestScanner(parameterLimit: 1024, maximumConnections: 7)
    for count in 0..<exact.count { #expect(scanner.scan(Array(exact[..<count]).span) == .partial, "\(count) bytes") }
    #expect(scanner.scan(exact.span) == .complete(length: exact.count))

    let filled = exact.dropLast(2 * RecordHeader.length)
    let beyond = filled + Wire.record(4, [0]).prefix(RecordHeader.length)
    scanner = RequestScanner(parameterLimit: 1024, maximumConnections: 7)
    #expect(scanner.scan(Array(beyond.dropLast()).span) == .partial)
    #expect(scanner.scan(Array(beyond).span) == .invalid(.parametersTooLong))
  }

  @Test("Records of other requests are taken out, and a second request is refused in the protocol's words")
  func multiplexing() {
    let begin = Wire.begin(id: 9)
    let refusal = Wire.record(3, id: 9, [0, 0, 0, 0, 1, 0, 0, 0])
    let foreign: [([UInt8], [UInt8])] = [
      (begin, refusal), (Wire.record(4, id: 9, [1]), []), (Wire.record(5, id: 9, [1]), []), (Wire.abort(id: 9), []),
    ]
    for (record, reply) in foreign {
      let start = Wire.begin()
      var scanner = RequestScanner(parameterLimit: 1024, maximumConnections: 7)
      var bytes = start + record + Wire.record(4) + Wire.record(5)
      let range = start.count..<start.count + record.count
      #expect(scanner.scan(bytes.span) == .foreign(range, reply: reply, closes: false))
      bytes.removeSubrange(range)
      scanner.forget(range.count)
      #expect(scanner.scan(bytes.span) == .complete(length: bytes.count))
    }
  }

  @Test("Records between requests are ignored")
  func stray() {
    let record = Wire.record(5, id: 3, [1, 2, 3])
    #expect(scan(record + Self.whole) == .foreign(0..<record.count, reply: [], closes: false))
  }

  @Test("An aborted request is ended and taken out", arguments: [true, false])
  func abort(keeps: Bool) {
    let bytes = Wire.begin(id: 5, keeps: keeps) + Wire.record(4, id: 5, [1, 1, 65, 66]) + Wire.abort(id: 5)
    let end = Wire.record(3, id: 5, [0, 0, 0, 0, 0, 0, 0, 0])
    #expect(scan(bytes) == .foreign(0..<bytes.count, reply: end, closes: !keeps))
  }

  @Test("Roles other than the responder are refused in the protocol's words", arguments: [0, 2, 3, 255] as [UInt8])
  func roles(role: UInt8) {
    let bytes = Wire.begin(id: 2, role: role)
    let end = Wire.record(3, id: 2, [0, 0, 0, 0, 3, 0, 0, 0])
    #expect(scan(bytes) == .foreign(0..<bytes.count, reply: end, closes: false))
  }

  @Test("GET_VALUES is answered for the names that are known, once each, however many are asked for")
  func values() {
    let all = Wire.parameters(["FCGI_MPXS_CONNS": "", "FCGI_MAX_CONNS": "", "FCGI_MAX_REQS": "", "OTHER": ""])
    let answer = Wire.parameters(["FCGI_MAX_CONNS": "7", "FCGI_MAX_REQS": "7", "FCGI_MPXS_CONNS": "0"])
    for content in [all, all + all + all + all] {
      let query = Wire.record(9, id: 0, content)
      #expect(scan(query) == .foreign(0..<query.count, reply: Wire.record(10, id: 0, answer), closes: false))
    }
    let lying = Wire.record(9, id: 0, [200, 200, 1])
    #expect(scan(lying) == .foreign(0..<lying.count, reply: Wire.record(10, id: 0), closes: false))
  }

  @Test("A management record of an unknown type is named in the answer")
  func unknownType() {
    let bytes = Wire.record(77, id: 0, [1, 2])
    let reply = Wire.record(11, id: 0, [77, 0, 0, 0, 0, 0, 0, 0])
    #expect(scan(bytes) == .foreign(0..<bytes.count, reply: reply, closes: false))
  }
}
