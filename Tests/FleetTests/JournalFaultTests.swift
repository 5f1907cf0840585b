import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Journal

/// A journal on disks that are full, and on one that hangs.
@Suite(.serialized) struct JournalFaultTests {
  private func kept(_ fleet: String) throws -> [CheckIn] {
    let reader = try JournalReader(JournalFolder(fleet: fleet))
    var kept: [CheckIn] = []
    while let step = try reader.next() { if case .checkIn(let checkIn, _, _) = step { kept.append(checkIn) } }
    return kept
  }

  @Test(
    "On a full disk check-ins are dropped and counted, and kept again when there is room", .enabled(if: Disk.canBeMade))
  func full() throws {
    let disk = try Disk()
    let fleet = disk.path + "/fleet"
    let events = Mutex<[JournalEvent]>([])
    func dropped() -> Int {
      events.withLock { $0.reduce(0) { if case .dropped(let count, _) = $1 { $0 + count } else { $0 } } }
    }
    let writer = try JournalWriter(fleet: fleet) { event in events.withLock { $0.append(event) } }
    var written = 0
    func record(_ count: Int = 100) {
      writer.record((0..<count).map { .check("m\($0)", request: "r\(written + $0)") })
      written += count
    }
    record()
    disk.fill()
    while dropped() == 0, written < 1_000_000 { record() }
    #expect(written < 100_000)
    let reasons = events.withLock { $0 }
    #expect(
      reasons.contains {
        if case .dropped(_, let reason) = $0 { reason.contains("No space left on device") } else { false }
      }, "\(reasons.prefix(3))")
    try disk.makeRoom()
    #expect(
      eventually {
        // One at a time: nobody reads this journal, and it may take a tenth of the disk.
        record(1)
        return events.withLock { $0.contains { if case .resumed = $0 { true } else { false } } }
      }, "\(events.withLock { $0.suffix(3) })")
    writer.finish()
    #expect(try kept(fleet).count == written - dropped())
    #expect(try DroppedCount(in: JournalFolder(fleet: fleet)).read() == dropped())
  }

  @Test(
    "While the disk hangs one thread waits for it and all others go on at once; what they drop is counted",
    .enabled(if: Disk.canBeFrozen))
  func hanging() throws {
    let disk = try Disk(onFile: true)
    let fleet = disk.path + "/fleet"
    let dropped = Atomic(0)
    let recorded = Atomic(0)
    let isOver = Atomic(false)
    // The calls that took longer than everybody waits for a turn, and a busy machine.
    let late = Atomic(0)
    let writer = try JournalWriter(fleet: fleet) { event in
      if case .dropped(let count, _) = event { dropped.add(count, ordering: .relaxed) }
    }
    let threads = DispatchGroup()
    for thread in 0..<4 {
      threads.enter()
      Thread {
        var number = 0
        while !isOver.load(ordering: .relaxed) {
          let before = ContinuousClock.now
          writer.record([.check("m\(thread)", request: "r\(number)")])
          if ContinuousClock.now - before > .seconds(1.5) { late.add(1, ordering: .relaxed) }
          recorded.add(1, ordering: .relaxed)
          number += 1
          usleep(1_000)
        }
        threads.leave()
      }.start()
    }
    #expect(eventually { recorded.load(ordering: .relaxed) > 100 })
    try disk.freeze()
    // So that somebody meets it, and everybody else has waited for a turn once.
    #expect(eventually { dropped.load(ordering: .relaxed) > 0 })
    let before = recorded.load(ordering: .relaxed)
    #expect(eventually { recorded.load(ordering: .relaxed) > before + 1_000 })
    usleep(1_600_000)
    try disk.thaw()
    isOver.store(true, ordering: .relaxed)
    threads.wait()
    writer.finish()
    #expect(late.load(ordering: .relaxed) <= 1)
    #expect(dropped.load(ordering: .relaxed) >= 1_000)
    #expect(try kept(fleet).count == recorded.load(ordering: .relaxed) - dropped.load(ordering: .relaxed))
    #expect(try DroppedCount(in: JournalFolder(fleet: fleet)).read() == dropped.load(ordering: .relaxed))
  }
}
