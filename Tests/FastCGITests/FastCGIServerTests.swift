import Glibc
import Testing
import TestSupport

@testable import FastCGI

struct FastCGIServerTests {
  @Test("A request without keep-alive is answered and its connection closed")
  func single() throws {
    let server = try TestServer()
    let peer = try server.peer()
    #expect(try peer.ask(Wire.request(body: [1, 2, 3], keeps: false)) == "3 6")
    #expect(try peer.isClosed())
  }

  @Test("A keep-alive connection serves one request after the other, with any request id")
  func keepAlive() throws {
    let server = try TestServer()
    let peer = try server.peer()
    for id in [1, 1, 2, 500, 65_535, 1] as [UInt16] {
      let body = [UInt8](repeating: 7, count: Int(id % 100))
      #expect(try peer.ask(Wire.request(body: body, id: id), id: id) == EchoResponder.answer(to: body))
    }
  }

  @Test("Two hundred idle keep-alive connections starve no request on two workers")
  func idleConnections() throws {
    let server = try TestServer(threads: 2)
    let peers = try (0..<200).map { _ in try server.peer() }
    for round in 0..<3 {
      for (index, peer) in peers.enumerated() {
        let name = "\(round).\(index)"
        #expect(try peer.ask(Wire.request(["TEST_NAME": name])) == "0 0 \(name)")
      }
    }
  }

  @Test("A body that was not read does not poison the next request", arguments: [0, 1, 5_000, 60_000, 200_000])
  func unreadBody(size: Int) throws {
    let server = try TestServer(threads: 1)
    let peer = try server.peer()
    let body = [UInt8](repeating: 0x31, count: size)
    for _ in 0..<3 {
      #expect(try peer.ask(Wire.request(["TEST_READ": "0"], body: body)) == "0 0")
      #expect(try peer.ask(Wire.request(body: body)) == EchoResponder.answer(to: body))
    }
  }

  @Test(
    "Bodies of any size arrive whole, in records of any size",
    arguments: [(8, 1), (9_000, 10), (70_000, 65_535), (1 << 20, 65_535), (1 << 20, 8_000)])
  func bodies(size: Int, chunk: Int) throws {
    let server = try TestServer()
    let peer = try server.peer()
    let body = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    for padding in [0, 5] {
      let request = Wire.request(body: body, chunk: chunk, padding: padding)
      #expect(try peer.ask(request) == EchoResponder.answer(to: body))
    }
  }

  @Test("Every record may have padding, also the first and those that end a stream", arguments: [1, 8, 255])
  func padding(padding: Int) throws {
    let server = try TestServer(threads: 1)
    // Longer than libfcgi reads at a time, so that what it leaves in the connection is seen.
    for size in [0, 3, 8_100, 8_192, 70_000] {
      let body = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31) }
      for (first, parameters, last) in [(1, 0, 0), (0, 1, 0), (0, 0, 1), (1, 1, 1)] {
        let peer = try server.peer()
        let request =
          Wire.begin(padding: first * padding)
          + Wire.stream(4, Wire.parameters(["TEST_NAME": "n"]), padding: padding, endPadding: parameters * padding)
          + Wire.stream(5, body, chunk: 8_000, padding: padding, endPadding: last * padding)
        for _ in 0..<3 { #expect(try peer.ask(request) == EchoResponder.answer(to: body) + " n") }
        #expect(try peer.ask(Wire.request(body: [1])) == "1 1")
      }
    }
    #expect(server.events.all.isEmpty)
  }

  @Test("A body beyond the limit is answered, then the connection is closed")
  func tooLong() throws {
    var limits = ServerLimits()
    limits.requestBytes = 100_000
    let server = try TestServer(limits: limits)
    let peer = try server.peer()
    let request = Wire.request(["TEST_READ": "10"], body: [UInt8](repeating: 1, count: 150_000))
    #expect(try peer.ask(request) == "10 10")
    #expect(try peer.isClosed())
    #expect(try server.peer().ask(Wire.request()) == "0 0")
  }

  @Test("A large answer arrives whole")
  func largeAnswer() throws {
    let server = try TestServer()
    let peer = try server.peer()
    for size in [8_000, 8_192, 100_000, 1_000_000] {
      #expect(try peer.ask(Wire.request(["TEST_REPLY": "\(size)"])).utf8.count == size)
      let once = try server.peer()
      #expect(try once.ask(Wire.request(["TEST_REPLY": "\(size)"], keeps: false)).utf8.count == size)
      #expect(try once.isClosed(), "\(size)")
    }
  }

  @Test("A peer that sends a byte at a time costs no worker")
  func slowPeers() throws {
    let server = try TestServer(threads: 1)
    let body = Array("slow".utf8)
    let request = Wire.request(body: body)
    let slow = try (0..<20).map { _ in try server.peer() }
    let quick = try server.peer()
    for byte in request {
      for peer in slow { try peer.send([byte]) }
      #expect(try quick.ask(Wire.request()) == "0 0")
    }
    for peer in slow { #expect(try peer.ask([]) == EchoResponder.answer(to: body)) }
  }

  @Test("Requests sent without waiting for answers are answered in order")
  func pipelining() throws {
    let server = try TestServer()
    let peer = try server.peer()
    let requests = (1...20).map { Wire.request(["TEST_NAME": "\($0)"], body: [UInt8($0)], id: UInt16($0)) }
    try peer.send(requests.flatMap { $0 })
    for number in 1...20 {
      let output = try peer.receiveAnswer(id: UInt16(number)).output
      #expect(output.hasSuffix("1 \(number) \(number)"))
    }
  }

  @Test("A request that comes while the one before is answered is not forgotten", arguments: [1, 4])
  func requestMeanwhile(threads: Int) throws {
    let server = try TestServer(threads: threads)
    let peer = try server.peer()
    #expect(try peer.ask(Wire.request()) == "0 0")
    try peer.send(Wire.request(["TEST_WAIT": "1"], body: [1]))
    #expect(server.gate.waitForArrivals(1))
    try peer.send(Wire.request(body: [2]))
    // The other workers look at what came in vain, and answer others.
    if threads > 1 { #expect(try server.peer().ask(Wire.request(body: [3])) == "1 3") }
    server.gate.open()
    #expect(try peer.receiveAnswer().output.hasSuffix("1 1"))
    #expect(try peer.receiveAnswer().output.hasSuffix("1 2"))
    #expect(try peer.ask(Wire.request(body: [4])) == "1 4")
  }

  @Test("A peer that closes while its request is answered is let go")
  func closedMeanwhile() throws {
    let server = try TestServer(threads: 4)
    let peer = try server.peer()
    #expect(try peer.ask(Wire.request()) == "0 0")
    try peer.send(Wire.request(["TEST_WAIT": "1"], body: [1]))
    #expect(server.gate.waitForArrivals(1))
    peer.finishSending()
    server.gate.open()
    #expect(try peer.receiveAnswer().output.hasSuffix("1 1"))
    #expect(try peer.isClosed())
  }

  @Test("A peer that has closed its sending side still gets its answer")
  func halfClose() throws {
    let server = try TestServer()
    let peer = try server.peer()
    try peer.send(Wire.request(body: [1]))
    peer.finishSending()
    #expect(try peer.receiveAnswer().output.hasSuffix("1 1"))
    #expect(try peer.isClosed())
  }

  @Test("A request that stops half way is given up when the peer closes")
  func halfRequest() throws {
    let server = try TestServer()
    for count in [1, 8, 20, 40] {
      let peer = try server.peer()
      try peer.send(Array(Wire.request(body: [1, 2, 3]).prefix(count)))
      peer.finishSending()
      #expect(try peer.isClosed())
    }
  }

  @Test("A request that does not arrive in time is given up")
  func lateRequest() throws {
    var limits = ServerLimits()
    limits.arrival = .milliseconds(100)
    let server = try TestServer(limits: limits)
    let peer = try server.peer()
    try peer.send(Wire.begin())
    #expect(try peer.isClosed())
    #expect(eventually { server.events.all == [.arrivalTimedOut] })
  }

  @Test("An idle connection may be idle for longer than a request may take")
  func idleIsNotLate() throws {
    var limits = ServerLimits()
    limits.arrival = .milliseconds(50)
    limits.service = .milliseconds(50)
    let server = try TestServer(limits: limits)
    let idle = try server.peer()
    #expect(try idle.ask(Wire.request()) == "0 0")
    let late = try server.peer()
    try late.send([1])
    #expect(try late.isClosed())
    #expect(try idle.ask(Wire.request()) == "0 0")
  }

  @Test("A peer that does not read its answer costs its worker a bounded time", arguments: [0, 100_000])
  func stuckReader(bodySize: Int) throws {
    var limits = ServerLimits()
    limits.service = .milliseconds(200)
    let server = try TestServer(threads: 1, limits: limits)
    let stuck = try server.peer()
    let body = [UInt8](repeating: 0, count: bodySize)
    try stuck.send(Wire.request(["TEST_REPLY": "\(8 << 20)"], body: body))
    #expect(try server.peer().ask(Wire.request()) == "0 0")
    #expect(eventually { server.events.all.contains(.serviceTimedOut(count: 1)) })
  }

  @Test("When there is no place for another connection, idle ones make room")
  func eviction() throws {
    var limits = ServerLimits()
    limits.maximumConnections = 4
    limits.acceptPause = .milliseconds(10)
    limits.evictionAge = .milliseconds(20)
    let server = try TestServer(limits: limits)
    let idle = try (0..<4).map { _ in try server.peer() }
    for peer in idle { #expect(try peer.ask(Wire.request()) == "0 0") }
    #expect(try server.peer().ask(Wire.request()) == "0 0")
    #expect(try idle[0].isClosed())
  }

  @Test("No more connections are accepted than the limit says, and the others get their turn")
  func connectionLimit() throws {
    var limits = ServerLimits()
    limits.maximumConnections = 4
    limits.acceptPause = .milliseconds(10)
    limits.evictionAge = .seconds(1_000)
    let server = try TestServer(limits: limits)
    var peers: [Peer] = try (0..<4).map { _ in try server.peer() }
    for peer in peers { #expect(try peer.ask(Wire.request()) == "0 0") }
    let fifth = try server.peer()
    try fifth.send(Wire.request())
    #expect(eventually { server.events.all.contains(.connectionsExhausted(limit: 4)) })
    peers.removeLast()
    #expect(try fifth.receiveAnswer().output.hasSuffix("0 0"))
    #expect(eventually { server.events.all.contains(.acceptingAgain) })
  }
}
