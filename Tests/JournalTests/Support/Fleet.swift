import Foundation
import Synchronization
import TestSupport

@testable import Journal

/// A fleet's folder, removed when this object goes.
final class Fleet {
  private let parent: TemporaryFolder
  /// It is not there until somebody makes it.
  var path: String { parent.path(of: "fleet") }
  var folder: JournalFolder { JournalFolder(fleet: path) }

  init() throws { parent = try TemporaryFolder() }

  /// A writer that must be able to begin.
  func writer(
    _ limits: JournalLimits = JournalLimits(), _ events: Recorder = Recorder()
  ) throws -> JournalWriter {
    try JournalWriter(fleet: path, limits: limits, report: { events.add($0) })
  }

  /// Writes a segment's file.
  func write(_ bytes: [UInt8], to name: SegmentName) throws {
    try folder.make()
    try Data(bytes).write(to: URL(fileURLWithPath: folder.path(of: name.text)))
  }

  func bytes(of name: SegmentName) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(fileURLWithPath: folder.path(of: name.text))))
  }

  /// Cuts a segment's file off, down to nothing.
  func cutOff(_ name: SegmentName) throws {
    try FileHandle(forWritingTo: URL(fileURLWithPath: folder.path(of: name.text))).truncate(atOffset: 0)
  }

  /// The names of all files of the journal.
  func names() -> [String] { TemporaryFolder.names(in: folder.path) }

  /// Everything that a reader gives for now.
  func steps() throws -> [JournalReader.Step] {
    let reader = try JournalReader(folder)
    var steps: [JournalReader.Step] = []
    while let step = try reader.next() { steps.append(step) }
    return steps
  }

  func checkIns() throws -> [CheckIn] {
    try steps().compactMap { if case .checkIn(let checkIn, _, _) = $0 { checkIn } else { nil } }
  }
}

/// What a writer has reported.
final class Recorder: Sendable {
  private let events = Mutex<[JournalEvent]>([])

  func add(_ event: JournalEvent) { events.withLock { $0.append(event) } }

  var all: [JournalEvent] { events.withLock { $0 } }

  /// The check-ins that were dropped.
  var dropped: Int { all.reduce(0) { if case .dropped(let count, _) = $1 { $0 + count } else { $0 } } }
}
