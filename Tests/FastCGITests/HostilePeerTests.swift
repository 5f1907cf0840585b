import Testing
import TestSupport

@testable import FastCGI

struct HostilePeerTests {
  @Test(
    "A peer that lies is cut off and nobody else is harmed",
    arguments: [
      Array("GET / HTTP/1.0\r\n\r\n".utf8),
      [UInt8](repeating: 0, count: 100),
      [UInt8](repeating: 0xff, count: 100),
      Wire.begin() + Wire.record(4, [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]),
      Wire.begin() + Wire.record(4, [0x80, 0x7f, 0xff, 0xff, 0]),
      Wire.begin() + Wire.record(4, [100, 100, 1]) + Wire.record(4) + Wire.record(5),
      Wire.begin() + Wire.record(5),
      Wire.begin() + Wire.begin(),
      Wire.begin(id: 0),
    ])
  func lies(bytes: [UInt8]) throws {
    let server = try TestServer(threads: 1)
    let honest = try server.peer()
    let liar = try server.peer()
    try liar.send(bytes)
    #expect(try liar.isClosed())
    #expect(try honest.ask(Wire.request()) == "0 0")
    #expect(eventually { server.events.all.count == 1 })
  }

  @Test("Parameters without end are cut off at the limit")
  func endlessParameters() throws {
    let server = try TestServer(threads: 1)
    let peer = try server.peer()
    #expect(throws: Peer.Failure.self) {
      try peer.send(Wire.begin())
      for index in 0..<100_000 { try peer.send(Wire.record(4, Wire.pair("NAME\(index)", "value"))) }
      _ = try peer.receiveRecord()
    }
    #expect(try server.peer().ask(Wire.request()) == "0 0")
  }

  @Test("Parameters that come with more padding than a request may be long are refused")
  func paddedParameters() throws {
    var limits = ServerLimits()
    limits.requestBytes = 10_000
    let server = try TestServer(threads: 1, limits: limits)
    let peer = try server.peer()
    // Twenty bytes of parameters in each, of the 64 KiB that they may be.
    let record = Wire.record(4, Wire.pair("NAME", "12345678901234"), padding: 255)
    try? peer.send(Wire.begin() + (0..<50).flatMap { _ in record })
    #expect(try peer.isClosed())
    #expect(eventually { server.events.all == [.refused("request is too long")] }, "\(server.events.all)")
    #expect(try server.peer().ask(Wire.request()) == "0 0")
  }

  @Test("Requests that never end are bounded together")
  func arrivingBytes() throws {
    var limits = ServerLimits()
    limits.arrivingBytes = 300_000
    let server = try TestServer(threads: 1, limits: limits)
    let start = Wire.begin() + Wire.record(4) + Wire.record(5, [UInt8](repeating: 1, count: 60_000))
    let peers = try (0..<10).map { _ in try server.peer() }
    for peer in peers { try? peer.send(start) }
    #expect(eventually { server.events.all.contains(.refused("too many bytes of unfinished requests")) })
    #expect(try server.peer().ask(Wire.request()) == "0 0")
  }

  @Test("A second request on a busy connection is refused, and the first is answered")
  func multiplexing() throws {
    let server = try TestServer()
    let peer = try server.peer()
    try peer.send(Wire.begin(id: 1) + Wire.begin(id: 2) + Wire.record(4, id: 2, [1, 1, 65, 66]))
    #expect(try peer.receiveAnswer(id: 2) == Peer.Answer(output: "", protocolStatus: 1))
    try peer.send(
      Wire.record(4, id: 1) + Wire.record(5, id: 2, [9]) + Wire.record(5, id: 1, [7]) + Wire.record(5, id: 1))
    #expect(try peer.receiveAnswer(id: 1).output.hasSuffix("1 7"))
    #expect(try peer.ask(Wire.record(5, id: 2) + Wire.request(id: 3), id: 3) == "0 0")
  }

  @Test("An aborted request is ended and the connection serves the next one")
  func abort() throws {
    let server = try TestServer()
    let peer = try server.peer()
    try peer.send(Wire.begin(id: 4) + Wire.record(4, id: 4) + Wire.record(5, id: 4, [1]) + Wire.abort(id: 4))
    #expect(try peer.receiveAnswer(id: 4) == Peer.Answer(output: "", protocolStatus: 0))
    #expect(try peer.ask(Wire.request(body: [2])) == "1 2")
  }

  @Test("An abort after the request is whole changes nothing")
  func lateAbort() throws {
    let server = try TestServer()
    let peer = try server.peer()
    #expect(try peer.ask(Wire.request(id: 4) + Wire.abort(id: 4), id: 4) == "0 0")
    #expect(try peer.ask(Wire.request()) == "0 0")
  }

  @Test("Roles other than the responder are refused, and the connection goes on")
  func roles() throws {
    let server = try TestServer()
    let peer = try server.peer()
    try peer.send(Wire.begin(role: 2) + Wire.record(4) + Wire.record(5))
    #expect(try peer.receiveAnswer() == Peer.Answer(output: "", protocolStatus: 3))
    #expect(try peer.ask(Wire.request()) == "0 0")
  }

  @Test("GET_VALUES is answered before, within and after a request, however many names it has")
  func management() throws {
    let server = try TestServer()
    let peer = try server.peer()
    let names = (0..<200).flatMap { _ in Wire.pair("FCGI_MAX_CONNS", "") }
    let query = Wire.record(9, id: 0, names)
    let answer = ReceivedRecord(type: 10, id: 0, content: Wire.pair("FCGI_MAX_CONNS", "16384"))
    try peer.send(query)
    #expect(try peer.receiveRecord() == answer)
    try peer.send(Wire.begin() + query)
    #expect(try peer.receiveRecord() == answer)
    try peer.send(Wire.record(4) + Wire.record(5, [UInt8](repeating: 1, count: 60_000)) + query)
    #expect(try peer.receiveRecord() == answer)
    #expect(try peer.ask(Wire.record(5)) == "60000 60000")
    try peer.send(Wire.record(99, id: 0))
    #expect(try peer.receiveRecord() == ReceivedRecord(type: 11, id: 0, content: [99, 0, 0, 0, 0, 0, 0, 0]))
  }

  @Test("A length header of ten gigabytes is only a header")
  func hugeContentLength() throws {
    let server = try TestServer()
    let peer = try server.peer()
    let parameters = Wire.parameters(["REQUEST_METHOD": "POST", "CONTENT_LENGTH": "10737418240"])
    #expect(try peer.ask(Wire.begin() + Wire.stream(4, parameters) + Wire.stream(5, [1, 2])) == "2 3")
  }
}
