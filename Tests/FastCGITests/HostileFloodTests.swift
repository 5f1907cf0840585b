import Glibc
import Posix
import Testing
import TestSupport

@testable import FastCGI

/// Peers that send much, of what is of no use, or for ever: what they cost in time and memory, and who is served meanwhile.
struct HostileFloodTests {
  /// The memory of this process, in bytes, with both ends of every connection and whatever the other tests use.
  private static var memory: Int {
    let fields = System.text(of: "/proc/self/statm").split(separator: " ")
    return fields.count > 1 ? (Int(fields[1]) ?? 0) * 4096 : 0
  }

  @Test("Foreign records inside a long request cost no more than inside a short one, and hold up nobody")
  func foreignRecords() throws {
    let server = try TestServer(threads: 1)
    let honest = try server.peer()
    let foreign = (0..<8_192).flatMap { _ in Wire.record(5, id: 9) }
    func seconds(bodySize: Int) throws -> Double {
      let peer = try server.peer()
      let body = [UInt8](repeating: 3, count: bodySize)
      try peer.send(Wire.begin() + Wire.stream(4, [], chunk: 1))
      for _ in 0..<bodySize / 50_000 { try peer.send(Wire.record(5, Array(body.prefix(50_000)))) }
      #expect(peer.hasDelivered())
      let start = Instant.now
      for _ in 0..<4 {
        try peer.send(foreign)
        #expect(try honest.ask(Wire.request()) == "0 0")
      }
      #expect(try peer.ask(Wire.record(5)) == EchoResponder.answer(to: body))
      return Double(Instant.now.nanoseconds - start.nanoseconds) / 1e9
    }
    let short = try seconds(bodySize: 0)
    // Were all that is kept moved for each of 32,768 records, it would be 49 GB, each time; a busy machine is not always slow.
    let isAsQuick = try (0..<5).contains { _ in try seconds(bodySize: 1_500_000) < 3 * short + 1.5 }
    #expect(isAsQuick, "\(short) s for the short one")
  }

  @Test("Interleaved streams of many ids are kept apart: each second one is refused, the first is answered whole")
  func interleaved() throws {
    let server = try TestServer()
    let peer = try server.peer()
    var bytes = Wire.begin(id: 1)
    for id in 2...400 as ClosedRange<UInt16> {
      bytes +=
        Wire.begin(id: id) + Wire.record(4, id: id, [1, 1, 65, 66], padding: 7) + Wire.record(5, id: id, [9, 9])
      if id == 100 { bytes += Wire.record(4, id: 1) }
      if id > 100 { bytes += Wire.record(5, id: 1, [1], padding: Int(id % 256)) }
      bytes += Wire.record(4, id: id) + Wire.record(5, id: id) + Wire.abort(id: id)
    }
    try peer.send(bytes + Wire.record(5, id: 1))
    for id in 2...400 as ClosedRange<UInt16> {
      #expect(try peer.receiveRecord() == ReceivedRecord(type: 3, id: id, content: [0, 0, 0, 0, 1, 0, 0, 0]))
    }
    #expect(try peer.receiveAnswer(id: 1).output.hasSuffix("\r\n\r\n300 300"))
    #expect(try peer.ask(Wire.request(id: 7), id: 7) == "0 0")
  }

  @Test("Whole requests that wait for a worker are bounded: no more is read, and all are answered in the end")
  func waitingRequests() throws {
    var limits = ServerLimits()
    limits.waitingBytes = 1 << 20
    let server = try TestServer(threads: 1, limits: limits)
    let request = Wire.request(body: [UInt8](repeating: 1, count: 1 << 20))
    // All have begun when the only worker gets busy, for it accepts the connections.
    let peers = try (0..<16).map { _ in try server.peer() }
    for peer in peers {
      try peer.send(Array(request[..<20]))
      #expect(peer.hasDelivered())
    }
    let busy = try server.peer()
    try busy.send(Wire.request(["TEST_WAIT": "1"]))
    #expect(server.gate.waitForArrivals(1))
    // As much as the server takes meanwhile: what fits into the sockets, the limit, and one request more.
    var offsets = [Int](repeating: 20, count: peers.count)
    var taken = -1
    while taken != offsets.reduce(0, +) {
      taken = offsets.reduce(0, +)
      for (index, peer) in peers.enumerated() { offsets[index] += peer.sendWhatFits(request[offsets[index]...]) }
    }
    #expect(offsets.count { $0 < request.count } >= 13)
    server.gate.open()
    #expect(try busy.receiveAnswer().output.hasSuffix("0 0"))
    for (index, peer) in peers.enumerated() {
      #expect(try peer.ask(Array(request[offsets[index]...])) == "\(1 << 20) \(1 << 20)")
    }
    #expect(server.events.all.isEmpty)
  }

  @Test("A peer that sends a byte now and then is given up when its time is over, like one that sends nothing")
  func byteNowAndThen() throws {
    var limits = ServerLimits()
    limits.arrival = .milliseconds(300)
    let server = try TestServer(threads: 1, limits: limits)
    let honest = try server.peer()
    let peer = try server.peer()
    let start = Instant.now
    #expect(throws: Peer.Failure.self) {
      for byte in Wire.request(["TEST_NAME": String(repeating: "x", count: 60_000)]) {
        try peer.send([byte])
        #expect(try honest.ask(Wire.request()) == "0 0")
        if Instant.now > start + .seconds(10) { return }
      }
    }
    #expect(server.events.all == [.arrivalTimedOut])
  }

  @Test(
    "A body that never ends is answered at the limit, then thrown away for two seconds, and its connection is closed")
  func endlessBody() throws {
    var limits = ServerLimits()
    limits.requestBytes = 200_000
    let server = try TestServer(threads: 1, limits: limits)
    let honest = try server.peer()
    let peer = try server.peer()
    let parameters = Wire.parameters(["REQUEST_METHOD": "POST", "CONTENT_LENGTH": "10737418240"])
    let piece = Wire.record(5, [UInt8](repeating: 1, count: 60_000), padding: 255)
    let start = Instant.now
    #expect(throws: Peer.Failure.self) {
      try peer.send(Wire.begin() + Wire.stream(4, parameters))
      for number in 0..<1_000_000 {
        try peer.send(piece)
        if number % 1_000 == 0 { #expect(try honest.ask(Wire.request()) == "0 0") }
      }
    }
    #expect(Instant.now < start + .seconds(15))
    #expect(try server.peer().ask(Wire.request()) == "0 0")
  }

  @Test("Record headers may say anything of length, padding and the reserved byte: what arrives is what was sent")
  func recordShapes() throws {
    let server = try TestServer(threads: 1)
    let peer = try server.peer()
    for (size, padding) in [(0, 255), (1, 255), (7, 1), (65_535, 255), (65_535, 0)] {
      let body = [UInt8](repeating: 1, count: size)
      var request =
        Wire.begin(padding: padding)
        + Wire.stream(4, Wire.parameters(["TEST_NAME": "n"], long: true), padding: padding, endPadding: padding)
        + Wire.stream(5, body, padding: padding, endPadding: padding)
      request[7] = 0xff
      #expect(try peer.ask(request) == EchoResponder.answer(to: body) + " n")
    }
    // A header that announces more than follows leaves the connection waiting, and nobody else.
    let waiting = try server.peer()
    try waiting.send(Wire.begin() + [1, 4, 0, 1, 0xff, 0xff, 0xff, 0])
    #expect(try peer.ask(Wire.request()) == "0 0")
  }

  @Test("Three thousand idle connections, each with a request or a piece of one behind it, cost little and stop nobody")
  func idleConnections() throws {
    try #require(System.raiseDescriptorLimit(to: 8_192))
    let server = try TestServer(threads: 2)
    let before = Self.memory
    let peers = try (0..<3_000).map { _ in try server.peer() }
    let piece = Array(Wire.request(body: [1]).prefix(20))
    for (index, peer) in peers.enumerated() {
      if index % 2 == 0 { #expect(try peer.ask(Wire.request()) == "0 0") } else { try peer.send(piece) }
      if index % 100 == 0 { #expect(try server.peer().ask(Wire.request()) == "0 0") }
    }
    // Other tests of this process take memory, too, and give it back.
    #expect(eventually { Self.memory - before < 200 << 20 })
    for peer in peers where peer !== peers[0] { peer.finishSending() }
    #expect(try peers[0].ask(Wire.request(body: [2])) == "1 2")
    #expect(try server.peer().ask(Wire.request()) == "0 0")
  }
}
