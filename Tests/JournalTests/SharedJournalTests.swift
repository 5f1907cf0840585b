import Foundation
import Synchronization
import Testing
import TestSupport

@testable import Journal

/// How many records a reader has taken.
private final class Taken: Sendable {
  let count = Atomic(0)
  let isGivenUp = Atomic(false)
}

struct SharedJournalTests {
  private let fleet: Fleet

  init() throws { fleet = try Fleet() }
  private let events = Recorder()

  private func journal(_ limits: JournalLimits = JournalLimits()) -> SharedJournal {
    SharedJournal(fleet: fleet.path, limits: limits) { [events] in events.add($0) }
  }

  @Test("The first process makes folder and segment, the next ones append")
  func append() throws {
    for number in 0..<5 { journal().record([.numbered(number), .full]) }
    #expect(fleet.names().sorted() == ["dropped", "shared"])
    #expect(try fleet.checkIns() == (0..<5).flatMap { [.numbered($0), .full] })
    #expect(events.all == [])
    let permissions = try FileManager.default.attributesOfItem(atPath: fleet.folder.path + "/shared")[.posixPermissions]
    #expect(permissions as? Int == 0o660)
  }

  @Test("A lock that somebody else holds is waited for a moment only")
  func locked() throws {
    var limits = JournalLimits()
    limits.timeout = 50
    journal(limits).record([.numbered(1)])
    let holder = try OpenFile(fleet.folder.path(of: "shared"), O_RDONLY)
    var isDone = holder.lock(LOCK_EX)
    #expect(isDone)
    let start = ContinuousClock.now
    journal(limits).record([.numbered(2), .numbered(3)])
    // The clock that it goes by moves on in steps of up to 10 ms.
    #expect((.milliseconds(40) ..< .seconds(10)).contains(ContinuousClock.now - start))
    #expect(events.dropped == 2 && events.all.count == 1, "\(events.all)")
    #expect(try fleet.folder.droppedCheckIns() == 2)
    isDone = holder.lock(LOCK_UN)
    #expect(isDone)
    journal(limits).record([.numbered(4)])
    #expect(try fleet.checkIns() == [.numbered(1), .numbered(4)])
  }

  @Test("The count of what is dropped has its room before the disk is full")
  func preparedCount() throws {
    journal().record([.numbered(1)])
    let digits = String(repeating: "0", count: 20)
    #expect(try String(contentsOfFile: fleet.folder.path(of: "dropped"), encoding: .utf8) == "\(digits) \(digits)\n")
    #expect(try fleet.folder.droppedCheckIns() == 0)
    #expect(try DroppedCount(in: fleet.folder).add(3) && !DroppedCount(in: fleet.folder).add(2))
    #expect(try fleet.folder.droppedCheckIns() == 5)
    try DroppedCount(in: fleet.folder).prepare()
    #expect(try fleet.folder.droppedCheckIns() == 5)
  }

  @Test("At its size the segment gets a name of its own, and is complete")
  func size() throws {
    var limits = JournalLimits()
    limits.segmentBytes = 10_000
    let all = (0..<500).map { CheckIn.numbered($0) }
    for checkIn in all { journal(limits).record([checkIn]) }
    #expect(try fleet.folder.segments().count >= 3)
    #expect(Set(try fleet.checkIns()) == Set(all))
    for segment in try fleet.folder.segments() { #expect(try fleet.steps().contains(.end(segment))) }
  }

  @Test("Many that append while the segment is ended again and again lose nothing, and nothing is there twice")
  func contention() async throws {
    var limits = JournalLimits()
    limits.segmentBytes = 5_000
    let folder = fleet.folder
    await withTaskGroup(of: Void.self) { group in
      for thread in 0..<4 {
        let journal = journal(limits)
        group.addTask { for number in 0..<1_000 { journal.record([.numbered(thread * 10_000 + number)]) } }
      }
      group.addTask {
        for _ in 0..<500 {
          if let segment = try? SharedSegment.toEnd(in: folder) { _ = try? segment.end() }
        }
      }
    }
    #expect(events.all == [])
    let times = try fleet.checkIns().map { Int($0.time - 1_795_428_000_000) }
    let all: [Int] = (0..<4).flatMap { thread in (0..<1_000).map { number in thread * 10_000 + number } }
    #expect(times.sorted() == all)
    #expect(try fleet.folder.segments().count > 10)
  }

  @Test("A reader follows the segment when it is ended")
  func ended() throws {
    journal().record([.numbered(1)])
    let reader = try JournalReader(fleet.folder)
    guard case .checkIn(_, let name, _)? = try reader.next() else {
      Issue.record("no record")
      return
    }
    #expect(try reader.next() == nil, "more may come")
    journal().record([.numbered(2)])
    #expect(try SharedSegment.toEnd(in: fleet.folder)?.end() == name)
    journal().record([.numbered(3)])
    try reader.look()
    var times: [Int64] = []
    var ended: [SegmentName] = []
    while let step = try reader.next() {
      switch step {
      case .checkIn(let checkIn, _, _): times.append(checkIn.time - 1_795_428_000_000)
      case .end(let segment): ended.append(segment)
      case .damage: Issue.record("damage")
      }
    }
    #expect(times == [2, 3] && ended == [name])
  }

  @Test("What a process has written in part costs itself, in the segment as it is written and later")
  func torn() throws {
    let torn = frames([.full])
    for cut in [1, 2, 7, 8, 9, 100, torn.count - 1] {
      let fleet = try Fleet()
      let journal = SharedJournal(fleet: fleet.path) { _ in }
      journal.record([.numbered(1)])
      let handle = try #require(FileHandle(forWritingAtPath: fleet.folder.path + "/shared"))
      try handle.seekToEnd()
      try handle.write(contentsOf: Data(torn.prefix(cut)))
      let reader = try JournalReader(fleet.folder)
      guard case .checkIn? = try reader.next() else {
        Issue.record("\(cut)")
        return
      }
      #expect(try reader.next() == nil, "the rest may come: \(cut)")
      journal.record([.numbered(2)])
      guard case .damage(let name, let range)? = try reader.next() else {
        Issue.record("\(cut)")
        return
      }
      #expect(range.count == cut)
      guard case .checkIn(CheckIn.numbered(2), name, _)? = try reader.next() else {
        Issue.record("\(cut)")
        return
      }
    }
  }

  @Test("A record that is still being written when it is looked at is read, and not skipped as damage")
  func growing() throws {
    journal().record([.numbered(0)])
    let count = 2_000
    let handle = try #require(FileHandle(forWritingAtPath: fleet.folder.path(of: "shared")))
    try handle.seekToEnd()
    let taken = Taken()
    // A thread of its own: the tests' may all be taken.
    let writer = Thread {
      var rest = Data()
      for number in stride(from: 1, to: count, by: 2) {
        // What completes a record that was begun, a whole one, and the beginning of another: as what write(2) has copied when it is
        // interrupted. The reader has taken what was whole, and looks again and again.
        let next = Data(frames([.numbered(number + 1)]))
        handle.write(rest + Data(frames([.numbered(number)])) + next.prefix(50))
        rest = next.dropFirst(50)
        while taken.count.load(ordering: .acquiring) <= number, !taken.isGivenUp.load(ordering: .acquiring) {}
      }
      handle.write(rest)
    }
    writer.start()
    defer { taken.isGivenUp.store(true, ordering: .releasing) }
    let reader = try JournalReader(fleet.folder)
    var next = 0
    let deadline = ContinuousClock.now + .seconds(120)
    while next <= count, ContinuousClock.now < deadline {
      switch try reader.next() {
      case .checkIn(let checkIn, _, _)?:
        try #require(checkIn == .numbered(next))
        next += 1
        taken.count.store(next, ordering: .releasing)
      case .damage(_, let range)?: throw Failure("instead of \(next): \(range.count) bytes of damage")
      case .end?: throw Failure("the end instead of \(next)")
      case nil: continue
      }
    }
    #expect(next == count + 1)
  }

  @Test(
    "Where a disk has room for a part of a request's check-ins, those that are kept are not counted as dropped",
    .enabled(if: Disk.canBeMade), arguments: 0..<2)
  func partlyFull(first: Int) throws {
    let disk = try Disk()
    let journal = SharedJournal(fleet: disk.path + "/fleet") { _ in }
    let folder = JournalFolder(fleet: disk.path + "/fleet")
    // With one before or none, the end of the page is in the second one of two that come together, or in the first one.
    for number in 0...first { journal.record([.numbered(number)]) }
    disk.fill()
    for number in 0..<100 { journal.record([.numbered(10 + 2 * number), .numbered(11 + 2 * number)]) }
    let reader = try JournalReader(folder)
    var kept = 0
    while let step = try reader.next() { if case .checkIn = step { kept += 1 } }
    let dropped = try folder.droppedCheckIns()
    #expect(kept > first + 1 && kept + dropped == 201 + first, "\(kept), \(dropped)")
  }

  @Test("At the limit of the journal plain check-ins are dropped, then all")
  func limit() throws {
    var limits = JournalLimits()
    limits.segmentBytes = 4_096
    limits.totalBytes = 200_000
    var plain = CheckIn.full
    plain.events = []
    for _ in 0..<1_000 {
      journal(limits).record([plain])
      journal(limits).record([.full])
    }
    let read = try fleet.checkIns()
    let count = (plain: read.count { $0.events.isEmpty }, eventful: read.count { !$0.events.isEmpty })
    #expect(count.eventful > count.plain && count.plain > 0 && count.eventful < 1_000, "\(count)")
    #expect(try fleet.folder.usage() <= limits.totalBytes + 8_192)
    #expect(try DroppedCount(in: fleet.folder).read() == 2_000 - read.count)
    // Said once, then at most every ten seconds.
    #expect((1...3).contains(events.all.count))
  }

  @Test("A folder that cannot be made is said")
  func notThere() {
    SharedJournal(fleet: "/dev/null/fleet") { [events] in events.add($0) }.record([.full])
    #expect(events.dropped == 1)
  }
}
