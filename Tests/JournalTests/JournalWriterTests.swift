import Foundation
import Synchronization
import Testing
import TestSupport

@testable import Journal

/// How many records threads have given to a writer.
private final class Done: Sendable {
  let count = Atomic(0)
}

struct JournalWriterTests {
  private let fleet: Fleet

  init() throws { fleet = try Fleet() }
  private let events = Recorder()

  private static let small: JournalLimits = {
    var limits = JournalLimits()
    limits.retryAfter = 0
    return limits
  }()

  @Test("A record can be read as soon as it is kept, and the segment goes on until its writer ends it")
  func live() throws {
    let writer = try fleet.writer()
    let reader = try JournalReader(fleet.folder)
    #expect(try reader.next() == nil)
    for number in 0..<20 {
      writer.record([.numbered(number), .full])
      for expected in [CheckIn.numbered(number), .full] {
        guard case .checkIn(expected, _, _)? = try reader.next() else {
          Issue.record("\(number)")
          return
        }
      }
      #expect(try reader.next() == nil)
    }
    writer.finish()
    let segment = try #require(try fleet.folder.segments().first)
    try reader.look()
    #expect(try reader.next() == .end(segment))
    #expect(try reader.next() == nil)
    // Not a byte more than the records take.
    #expect(
      try fleet.bytes(of: segment)
        == frames((0..<20).flatMap { [.numbered($0), .full] }, named: segment))
  }

  @Test("A writer that has kept nothing leaves nothing")
  func nothing() throws {
    let writer = try fleet.writer()
    #expect(try fleet.folder.segments().count == 1)
    writer.record([])
    writer.finish()
    #expect(fleet.names() == ["dropped"])
  }

  @Test("A segment that is old enough is ended also when nobody reports any more")
  func quiet() throws {
    var limits = JournalLimits()
    limits.segmentAge = 200
    let writer = try fleet.writer(limits)
    writer.record([.numbered(1)])
    let segment = try #require(try fleet.folder.segments().first)
    writer.tend()
    #expect(try fleet.folder.completeSegments() == [])
    #expect(
      eventually {
        writer.tend()
        return (try? fleet.folder.completeSegments()) == [segment]
      })
    writer.record([.numbered(2)])
    #expect(try fleet.checkIns() == [.numbered(1), .numbered(2)] && fleet.folder.segments().count == 2)
  }

  @Test("A process that ends without a word leaves a segment that is complete, with all that it has kept")
  func abandoned() throws {
    do {
      let writer = try fleet.writer()
      writer.record([.full])
    }
    let segment = try #require(try fleet.folder.segments().first)
    #expect(try fleet.bytes(of: segment).count >= 1 << 18, "the disk's space was taken before")
    #expect(try fleet.checkIns() == [.full])
    #expect(try fleet.steps().last == .end(segment))
  }

  @Test("A segment is ended at its size, and the next one is behind it")
  func size() throws {
    var limits = JournalLimits()
    limits.segmentBytes = 10_000
    let writer = try fleet.writer(limits)
    let all = (0..<500).map { CheckIn.numbered($0) }
    for checkIn in all { writer.record([checkIn]) }
    let segments = try fleet.folder.segments()
    #expect(segments.count > 3)
    #expect(try fleet.checkIns() == all)
    for segment in segments.dropLast() {
      #expect((9_800...10_000).contains(try fleet.bytes(of: segment).count))
    }
  }

  @Test("A segment is ended at its age, unless it is empty")
  func age() throws {
    var limits = JournalLimits()
    limits.segmentAge = -1
    let writer = try fleet.writer(limits)
    writer.record([.numbered(1)])
    writer.record([.numbered(2)])
    #expect(try fleet.folder.segments().count == 2)
    #expect(try fleet.checkIns() == [.numbered(1), .numbered(2)])
  }

  @Test("A request of a thousand apps is kept in one piece, whatever its size")
  func large() throws {
    let writer = try fleet.writer()
    let all = [CheckIn](repeating: .full, count: 10_000)
    writer.record([.numbered(1)])
    writer.record(all)
    writer.record([.numbered(2)])
    #expect(try fleet.checkIns() == [.numbered(1)] + all + [.numbered(2)])
  }

  @Test("Several threads keep everything, each in its order")
  func threads() async throws {
    var limits = JournalLimits()
    limits.segmentBytes = 100_000
    let writer = try fleet.writer(limits, events)
    await withTaskGroup(of: Void.self) { group in
      for thread in 0..<4 {
        group.addTask {
          for number in 0..<2_000 { writer.record([.numbered(thread * 10_000 + number)]) }
        }
      }
    }
    #expect(events.all == [])
    let times = try fleet.checkIns().map { Int($0.time - 1_795_428_000_000) }
    #expect(times.count == 8_000)
    for thread in 0..<4 {
      #expect(times.filter { $0 / 10_000 == thread } == (0..<2_000).map { thread * 10_000 + $0 })
    }
  }

  @Test("Several writers have segments of their own")
  func writers() throws {
    let writers = try (0..<4).map { _ in try fleet.writer() }
    for number in 0..<100 { writers[number % 4].record([.numbered(number)]) }
    #expect(try fleet.folder.segments().count == 4)
    #expect(Set(try fleet.checkIns()) == Set((0..<100).map { .numbered($0) }))
  }

  @Test("Files and folders are their group's, whatever the umask, and nobody else's")
  func modes() throws {
    let before = umask(0o077)
    let writer = try fleet.writer()
    umask(before)
    writer.record([.full])
    for (path, mode) in [
      (fleet.path, 0o2770), (fleet.folder.path, 0o2770),
      (fleet.folder.path(of: try #require(try fleet.folder.segments().first).text), 0o660),
    ] {
      let permissions = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
      #expect(permissions.map { $0 & 0o7777 } == mode, "\(path)")
    }
  }

  @Test("A folder that is there keeps its mode")
  func existing() throws {
    try FileManager.default.createDirectory(
      atPath: fleet.folder.path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    try fleet.writer().record([.full])
    let permissions = try FileManager.default.attributesOfItem(atPath: fleet.folder.path)[.posixPermissions] as? Int
    #expect(permissions == 0o700)
  }

  @Test("A folder that cannot be made is an error at the start, and says which")
  func notThere() throws {
    #expect(throws: JournalError.self) { try JournalWriter(fleet: "/dev/null/fleet") { _ in } }
    do {
      _ = try JournalWriter(fleet: fleet.path + "/a/b") { _ in }
    } catch {
      #expect(error.description == "cannot make \(fleet.path)/a/b: No such file or directory")
    }
  }

  // MARK: What goes wrong

  @Test("When the journal is nearly full, check-ins without events are dropped first, then all, and counted")
  func limit() throws {
    var limits = Self.small
    limits.totalBytes = 1 << 20
    let writer = try fleet.writer(limits, events)
    let plain = [CheckIn](repeating: .full, count: 100).map { checkIn in
      var checkIn = checkIn
      checkIn.events = []
      return checkIn
    }
    let eventful = [CheckIn](repeating: .full, count: 100)
    var kept = (plain: 0, eventful: 0)
    for _ in 0..<60 {
      let before = events.dropped
      writer.record(plain)
      kept.plain += 100 - (events.dropped - before)
      let between = events.dropped
      writer.record(eventful)
      kept.eventful += 100 - (events.dropped - between)
    }
    let read = try fleet.checkIns()
    #expect(read.count { $0.events.isEmpty } == kept.plain)
    #expect(read.count { !$0.events.isEmpty } == kept.eventful)
    #expect(kept.eventful > kept.plain && kept.plain > 0 && kept.eventful < 6_000)
    #expect(try fleet.folder.usage() <= limits.totalBytes)
    #expect(
      events.all.contains { if case .dropped(_, let reason) = $0 { reason.contains("nearly full") } else { false } })
    #expect(
      events.all.contains {
        if case .dropped(_, let reason) = $0 { reason.contains("reached its limit") } else { false }
      }
    )
    // With its segments read and removed there is room again.
    let dropped = events.dropped
    for segment in try fleet.folder.segments() {
      try FileManager.default.removeItem(atPath: fleet.folder.path(of: segment.text))
    }
    let deadline = Date() + 20
    while try fleet.checkIns().isEmpty, Date() < deadline { writer.record([.full]) }
    #expect(try !fleet.checkIns().isEmpty)
    // What cannot be counted now is counted later.
    func counted() throws -> Int { try DroppedCount(in: fleet.folder).read() }
    #expect(
      eventually {
        writer.tend()
        return ((try? counted()) ?? 0) >= dropped
      })
    #expect(try counted() <= events.dropped)
  }

  @Test("A segment that somebody has removed is replaced within a second or so")
  func removed() throws {
    let writer = try fleet.writer(Self.small, events)
    writer.record([.numbered(1)])
    try FileManager.default.removeItem(atPath: fleet.folder.path)
    let deadline = Date() + 20
    while (try? fleet.checkIns())?.isEmpty != false, Date() < deadline {
      writer.record([.numbered(2)])
      try? FileManager.default.createDirectory(atPath: fleet.folder.path, withIntermediateDirectories: false)
    }
    #expect(try fleet.checkIns().first == .numbered(2))
  }

  @Test("A segment that somebody has cut off costs what is not on it, never the process")
  func truncated() throws {
    let writer = try fleet.writer(Self.small, events)
    writer.record([.numbered(1)])
    let segment = try #require(try fleet.folder.segments().first)
    try fleet.cutOff(segment)
    for number in 2..<10 { writer.record([.numbered(number)]) }
    #expect(events.dropped >= 1 && events.dropped < 8)
    #expect(try fleet.checkIns().last == .numbered(9))
  }

  /// Two threads that give a hundred records each.
  private func record(_ writer: JournalWriter, _ done: Done) {
    for thread in 0..<2 {
      Thread {
        for number in 1...100 {
          writer.record([.numbered(number + thread * 100)])
          done.count.add(1, ordering: .relaxed)
        }
      }.start()
    }
  }

  /// Waits until somebody who waited from now on has done so for a while.
  private func waitForWaiting() {
    let start = ContinuousClock.now
    #expect(eventually { ContinuousClock.now - start > .milliseconds(400) })
  }

  @Test(
    "A disk that is away for a moment costs no check-in, and soon after nobody waits for it as long again",
    .enabled(if: Disk.canBeFrozen))
  func moments() throws {
    let disk = try Disk(onFile: true)
    var limits = JournalLimits()
    #expect((600..<1_000).contains(limits.timeout), "a moment, and nobody waits for a second")
    // As long as a busy machine may take to thaw it.
    limits.timeout = 60_000
    limits.timeoutAgain = 50
    limits.recovery = 60_000
    let writer = try JournalWriter(fleet: disk.path + "/fleet", limits: limits) { [events] in events.add($0) }
    writer.record([.numbered(0)])
    let done = Done()
    try disk.freeze()
    record(writer, done)
    waitForWaiting()
    // One of them waits for the disk, and the other one for that.
    #expect(done.count.load(ordering: .relaxed) == 0)
    try disk.thaw()
    #expect(eventually { done.count.load(ordering: .relaxed) == 200 })
    #expect(events.all == [])
    let reader = try JournalReader(JournalFolder(fleet: disk.path + "/fleet"))
    for _ in 0...200 { #expect(try reader.next() != nil) }
    try disk.freeze()
    record(writer, done)
    // Whoever does not wait for the disk itself.
    #expect(eventually { done.count.load(ordering: .relaxed) == 300 })
    #expect(events.dropped == 100)
    try disk.thaw()
    #expect(eventually { done.count.load(ordering: .relaxed) == 400 })
    #expect(events.dropped == 100)
  }

  @Test("What was dropped is counted over all writers, and said to be over")
  func resumed() throws {
    let count = DroppedCount(in: fleet.folder)
    try fleet.folder.make()
    #expect(try count.read() == 0)
    #expect(try count.add(5))
    #expect(try !count.add(7), "it was said a moment ago")
    #expect(try count.read() == 12)
    let writer = try fleet.writer(Self.small, events)
    let segment = try #require(try fleet.folder.segments().first)
    try fleet.cutOff(segment)
    let deadline = Date() + 20
    repeat { writer.record([.full]) } while !events.all.contains(.resumed(dropped: events.dropped)) && Date() < deadline
    #expect(events.dropped > 0)
    #expect(events.all.last == .resumed(dropped: events.dropped))
    #expect(try count.read() == 12 + events.dropped)
  }

  @Test("A clock that was set back does not keep it from being said that check-ins are dropped")
  func clockSetBack() throws {
    try fleet.folder.make()
    let path = fleet.folder.path(of: "dropped")
    try "5 \(Clock.utc + 3_600_000)\n".write(toFile: path, atomically: false, encoding: .utf8)
    #expect(try DroppedCount(in: fleet.folder).add(1))
    #expect(try DroppedCount(in: fleet.folder).read() == 6)
  }
}
