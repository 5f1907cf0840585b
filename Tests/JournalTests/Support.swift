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

extension CheckIn {
  /// A check-in that is told from others by its number.
  static func numbered(_ number: Int, events: [Event] = []) -> CheckIn {
    var checkIn = CheckIn(time: 1_795_428_000_000 + Int64(number), appID: "com.example.agent")
    checkIn.requestID = "request-\(number)"
    checkIn.machineID = "machine-\(number)"
    checkIn.hasUpdateCheck = true
    checkIn.events = events
    return checkIn
  }

  /// A check-in of which every field is told.
  static let full: CheckIn = {
    var checkIn = CheckIn(time: 1_795_428_000_123, appID: "{E96281A6-D1AF-4BDE-9A0A-97B76E56DC57}")
    checkIn.requestID = "9ddf91dc6afa71067fda688fffba78f3"
    checkIn.address = "2001:db8::7"
    checkIn.installSource = "ondemandupdate"
    checkIn.client = "update_engine-0.4.10"
    checkIn.machineID = "abce671d61774703ac7be60715220bfe"
    checkIn.alias = "Küche \"3\"\n\u{202E}"
    checkIn.version = "3510.2.0"
    checkIn.track = "stable"
    checkIn.board = "amd64-usr"
    checkIn.architecture = "amd64"
    checkIn.oem = "azure"
    checkIn.oemVersion = "2.9.1"
    checkIn.bootID = "{d0a4ac0c-b4ac-4d6f-9c4b-6f2f0c7d9a3e}"
    checkIn.alephVersion = "3033.2.0"
    checkIn.platform = "CoreOS"
    checkIn.osVersion = "Chateau"
    checkIn.hasUpdateCheck = true
    checkIn.hasPing = true
    var event = Event(type: 3, result: 0)
    event.errorCode = -2_147_483_638
    event.extraCode = 7
    event.previousVersion = "3374.2.0"
    event.nextVersion = "3815.2.0"
    event.downloaded = 1
    event.total = 428_472_000_000
    event.downloadTime = -1
    checkIn.events = [event, Event(type: 777, result: 9)]
    checkIn.eventsLeftOut = 3
    checkIn.group = "fleet"
    checkIn.decision = "update"
    checkIn.reason = "offered"
    checkIn.target = "3815.2.0"
    checkIn.release = "3760.2.0"
    checkIn.deltaFrom = "3510.2.0"
    return checkIn
  }()
}

/// Frames as an array.
func frames(_ checkIns: [CheckIn], named name: SegmentName? = nil) -> [UInt8] {
  var buffer = FrameBuffer()
  if let name { buffer.append(name) }
  for checkIn in checkIns { buffer.append(checkIn) }
  return unsafe buffer.withUnsafeBytes { unsafe [UInt8]($0) }
}
