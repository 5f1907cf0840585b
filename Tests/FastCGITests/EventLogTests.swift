internal import FastCGI
internal import Gateway
internal import Journal
internal import Logging
internal import Synchronization
internal import Testing
@testable internal import omaha_fcgi

@Suite("What the server says of its connections")
struct EventLogTests {
  /// Keeps what is written.
  private final class Sink: LogSink {
    private let kept = Mutex<[String]>([])

    var lines: [String] { kept.withLock { $0 } }

    func write(_ lines: [UInt8]) {
      kept.withLock { $0.append(String(decoding: lines, as: UTF8.self)) }
    }
  }

  private let sink = Sink()

  private func log(period: Duration, format: LogFormat = .logfmt) -> EventLog {
    let sink = sink
    return EventLog(Logger(label: "test") { _ in LineHandler(sink, format) }, period: period)
  }

  @Test("In JSON their number is a number")
  func json() {
    let log = log(period: .milliseconds(20), format: .json)
    let deadline = ContinuousClock.now + .seconds(30)
    while sink.lines.count < 2, ContinuousClock.now < deadline { log.add(.arrivalTimedOut) }
    #expect(sink.lines.last?.contains(/,"suppressed":[0-9]+}/) == true, "\(sink.lines)")
  }

  @Test("A thousand events of a kind are one line, and another kind is another")
  func once() {
    let log = log(period: .seconds(600))
    for _ in 0..<1_000 { log.add(.refused("record out of order")) }
    log.add(.arrivalTimedOut)
    let lines = sink.lines
    #expect(lines.count == 2)
    #expect(
      lines[0].contains(#"msg="connection refused" detail="record out of order""#) && lines[0].contains("=warning"))
    #expect(lines[1].contains(#"msg="request did not arrive in time""#))
  }

  @Test("A line that comes after a while says how many were left out")
  func leftOut() throws {
    let log = log(period: .milliseconds(20))
    let deadline = ContinuousClock.now + .seconds(30)
    var count = 0
    while sink.lines.count < 3, ContinuousClock.now < deadline {
      log.add(.arrivalTimedOut)
      count += 1
    }
    let leftOut = sink.lines.map { line in
      line.split(separator: "suppressed=").dropFirst().first.flatMap { Int($0.prefix { $0.isNumber }) } ?? 0
    }
    #expect(leftOut.count == 3 && leftOut.first == 0)
    #expect(leftOut.reduce(3, +) == count, "each event is a line or counted in one")
  }

  @Test("Several answers that were not read together are told with their number")
  func several() {
    let log = log(period: .seconds(600))
    log.add(.serviceTimedOut(count: 7))
    #expect(sink.lines.first?.contains(#"detail="7 connections""#) == true)
  }

  @Test("Check-ins that are dropped are one line in a while, and that they are kept again is another")
  func dropped() {
    let log = log(period: .seconds(600))
    for _ in 0..<1_000 { log.add(.dropped(count: 1, reason: "cannot append: No space left on device")) }
    log.add(.resumed(dropped: 1_000))
    #expect(sink.lines.count == 2)
    #expect(
      sink.lines[0].contains(#"level=error msg="check-ins are not kept" detail="cannot append: No space left on"#))
    #expect(sink.lines[1].contains(#"level=notice msg="check-ins are kept again" detail="1000 were dropped""#))
  }
}
