import Gateway
import Testing
import TestSupport

@testable import FastCGI

/// The bytes that are kept for slow peers are bounded together, so each way in which a slow request ends must give them back:
/// what is forgotten once adds up until nobody is served any more.
struct HeldBytesTests {
  /// How a request that is partly there, or its answer, ends.
  enum Ending: CaseIterable {
    case answered, answeredAndKept, aborted, closed, fault, late, tooLong, foreign, pipelined, readSlowly, neverRead

    /// What the server is to report each time.
    var event: ServerEvent? {
      switch self {
      case .fault: .refused(RequestScanner.Fault.order.rawValue)
      case .late: .arrivalTimedOut
      default: nil
      }
    }
  }

  /// Of each request or answer that is kept; three fit into the limit, and one more does not.
  private static let size = 100_000

  private static var limits: ServerLimits {
    var limits = ServerLimits()
    limits.arrivingBytes = 3 * size + 50_000
    return limits
  }

  @Test("However slow requests end, their bytes are given back", arguments: Ending.allCases)
  func givenBack(ending: Ending) throws {
    var limits = Self.limits
    if ending == .late { limits.arrival = .milliseconds(50) }
    if ending == .tooLong { limits.requestBytes = Self.size + 60_000 }
    let server = try TestServer(threads: 1, limits: limits)
    let rounds = 8
    for _ in 0..<rounds { try end(try server.peer(), ending) }
    #expect(eventually { server.events.all.count == (ending.event == nil ? 0 : rounds) })
    #expect(server.events.all.allSatisfy { $0 == ending.event }, "\(server.events.all)")
    // There is room for as much as at the beginning.
    guard ending != .late else { return }
    let peers = try (0..<3).map { _ in try server.peer() }
    for peer in peers { try begin(on: peer) }
    for peer in peers { #expect(try peer.ask(Wire.record(5)) == Self.echo) }
  }

  @Test("A request is counted once, in however many pieces and records it comes")
  func countedOnce() throws {
    let server = try TestServer(threads: 1, limits: Self.limits)
    let peer = try server.peer()
    let request = Wire.request(body: [UInt8](repeating: 1, count: Self.size), chunk: 500)
    for start in stride(from: 0, to: request.count, by: 777) {
      try peer.send(Array(request[start..<min(start + 777, request.count)]))
      // Each piece is read for itself.
      #expect(peer.hasDelivered())
    }
    #expect(try peer.receiveAnswer().output.hasSuffix(Self.echo))
    #expect(server.events.all.isEmpty)
  }

  private static let echo = EchoResponder.answer(to: [UInt8](repeating: 1, count: size))

  /// Sends all of a request but its end, and waits until the server has it.
  private func begin(on peer: Peer, id: UInt16 = 1, keeps: Bool = true) throws {
    let parameters = Wire.parameters(["REQUEST_METHOD": "POST", "CONTENT_LENGTH": String(Self.size)])
    try peer.send(Wire.begin(id: id, keeps: keeps) + Wire.stream(4, id: id, parameters))
    for _ in 0..<2 {
      try peer.send(Wire.record(5, id: id, [UInt8](repeating: 1, count: Self.size / 2)))
      #expect(peer.hasDelivered())
    }
  }

  private func end(_ peer: Peer, _ ending: Ending) throws {
    switch ending {
    case .answered:
      try begin(on: peer, keeps: false)
      #expect(try peer.ask(Wire.record(5)) == Self.echo)
      #expect(try peer.isClosed())
    case .answeredAndKept:
      for _ in 0..<2 {
        try begin(on: peer)
        #expect(try peer.ask(Wire.record(5)) == Self.echo)
      }
    case .aborted:
      for id in [3, 4] as [UInt16] {
        try begin(on: peer, id: id)
        try peer.send(Wire.abort(id: id))
        #expect(try peer.receiveAnswer(id: id) == Peer.Answer(output: "", protocolStatus: 0))
      }
    case .closed:
      try begin(on: peer)
      peer.finishSending()
      #expect(try peer.isClosed())
    case .fault:
      try begin(on: peer)
      try peer.send(Wire.record(4))
      #expect(try peer.isClosed())
    case .late:
      try begin(on: peer)
      #expect(try peer.isClosed())
    case .tooLong:
      try begin(on: peer)
      for _ in 0..<2 { try peer.send(Wire.record(5, [UInt8](repeating: 1, count: 50_000))) }
      #expect(try peer.receiveAnswer().output.hasPrefix("Status: 200 OK"))
      #expect(try peer.isClosed())
    case .foreign:
      // Records of nobody's, more than may be kept, inside one request.
      try begin(on: peer)
      for _ in 0..<8 {
        try peer.send(Wire.record(5, id: 9, [UInt8](repeating: 1, count: 60_000)))
        #expect(peer.hasDelivered())
      }
      #expect(try peer.ask(Wire.record(5)) == Self.echo)
    case .pipelined:
      // The next request's beginning comes with the end of the one before.
      try begin(on: peer)
      let whole = Wire.request(body: [UInt8](repeating: 1, count: Self.size))
      #expect(try peer.ask(Wire.record(5) + whole.prefix(60_000)) == Self.echo)
      #expect(try peer.ask(Array(whole.dropFirst(60_000))) == Self.echo)
    case .readSlowly:
      // More than the socket takes; the rest is kept until it is read.
      let answer = EchoResponder.response(ofSize: 500_000).cgi.count
      try peer.send(Wire.request(["TEST_REPLY": "500000"]))
      #expect(try peer.receiveAnswer().output.utf8.count == answer)
    case .neverRead:
      try peer.send(Wire.request(["TEST_REPLY": "500000"]))
      // The first record is there, so the answer is on its way.
      _ = try peer.receiveRecord()
    }
  }
}
