import Foundation
import Testing

@testable import Journal

struct JournalReaderTests {
  private let fleet: Fleet

  init() throws { fleet = try Fleet() }

  private static let start: Int64 = 1_795_428_000_000

  /// The name of a segment that was begun so many milliseconds after the first of ``CheckIn/numbered(_:events:)``.
  private func name(_ beginning: Int64) -> SegmentName { SegmentName(at: Self.start + beginning) }

  private func numbers(_ steps: [JournalReader.Step]) -> [Int64] {
    steps.compactMap { if case .checkIn(let checkIn, _, _) = $0 { checkIn.time - Self.start } else { nil } }
  }

  private func rest(_ reader: JournalReader) throws -> [JournalReader.Step] {
    var steps: [JournalReader.Step] = []
    while let step = try reader.next() { steps.append(step) }
    return steps
  }

  @Test("Segments that were written side by side are read in the order of time")
  func order() throws {
    try fleet.write(frames([1, 4, 5, 20].map { .numbered($0) }), to: name(0))
    try fleet.write(frames([2, 3, 30].map { .numbered($0) }), to: name(1))
    try fleet.write(frames([25, 26].map { .numbered($0) }), to: name(24))
    SharedJournal(fleet: fleet.path) { Issue.record("\($0)") }.record([.numbered(7), .numbered(27)])
    #expect(numbers(try fleet.steps()) == [1, 2, 3, 4, 5, 7, 20, 25, 26, 27, 30])
  }

  @Test("What a segment was begun later than is read before the segment is opened")
  func lazy() throws {
    try fleet.write(frames([1, 2].map { .numbered($0) }), to: name(0))
    let later = name(100)
    try fleet.write(frames([.numbered(101)]), to: later)
    let reader = try JournalReader(fleet.folder)
    guard case .checkIn? = try reader.next() else {
      Issue.record("no record")
      return
    }
    // It is not open yet, so it can vanish without a trace.
    try FileManager.default.removeItem(atPath: fleet.folder.path(of: later.text))
    #expect(numbers(try rest(reader)) == [2])
  }

  @Test("A reader that is given the places of another one goes on exactly there, wherever that one was")
  func places() throws {
    let segments = [name(0), name(1)]
    try fleet.write(frames([1, 4, 5].map { .numbered($0) }, named: segments[0]), to: segments[0])
    try fleet.write(frames([2, 3, 6].map { .numbered($0) }, named: segments[1]), to: segments[1])
    let shared = SharedJournal(fleet: fleet.path) { Issue.record("\($0)") }
    shared.record([.numbered(7), .numbered(8)])
    let all = numbers(try fleet.steps())
    for count in 0...all.count {
      var places: [SegmentName: Int] = [:]
      var taken: [JournalReader.Step] = []
      let reader = try JournalReader(fleet.folder)
      while numbers(taken).count < count, let step = try reader.next() {
        if case .checkIn(_, let segment, let range) = step { places[segment] = range.upperBound }
        taken.append(step)
      }
      try reader.flush()
      let left = try rest(JournalReader(fleet.folder, from: places))
      #expect(numbers(taken) + numbers(left) == all, "\(count)")
    }
  }

  @Test("The shared segment is gone on with after it was ended, under its name")
  func sharedPlace() throws {
    let shared = SharedJournal(fleet: fleet.path) { Issue.record("\($0)") }
    shared.record([.numbered(1)])
    guard case .checkIn(_, let segment, let range)? = try JournalReader(fleet.folder).next() else {
      Issue.record("no record")
      return
    }
    shared.record([.numbered(2)])
    let places = [segment: range.upperBound]
    #expect(numbers(try rest(JournalReader(fleet.folder, from: places))) == [2])
    _ = try SharedSegment.toEnd(in: fleet.folder)?.end()
    let reader = try JournalReader(fleet.folder, from: places)
    #expect(numbers(try rest(reader)) == [2])
  }

  @Test("A segment that vanished has nothing to give")
  func vanished() throws {
    try fleet.write(frames([.numbered(2)]), to: name(1))
    let reader = try JournalReader(fleet.folder, from: [name(0): 500, name(7): 0])
    #expect(numbers(try rest(reader)) == [2])
  }

  @Test("A segment that was not opened yet can be given its place later")
  func laterPlace() throws {
    let segments = [name(0), name(100)]
    for (index, segment) in segments.enumerated() {
      try fleet.write(
        frames([1, 2].map { .numbered(100 * index + $0) }, named: segment), to: segment)
    }
    let whole = try JournalReader(fleet.folder)
    #expect(Array(whole.unopened) == segments)
    var places: [SegmentName: Int] = [:]
    while places[segments[1]] == nil, let step = try whole.next() {
      if case .checkIn(_, let segment, let range) = step { places[segment] = range.upperBound }
    }
    #expect(Array(whole.unopened) == [])
    let reader = try JournalReader(fleet.folder, from: [segments[0]: try #require(places[segments[0]])])
    reader.begin(at: places)
    #expect(numbers(try rest(reader)) == [102])
  }

  @Test(
    "A segment that shrank below its place has nothing more to give, whatever it has", arguments: [0, 1, 50, 4_096])
  func shrunk(beyond: Int) throws {
    let segment = name(0)
    let bytes = frames([1, 2].map { .numbered($0) }, named: segment)
    try fleet.write(bytes + [UInt8](repeating: 0, count: 64), to: segment)
    let reader = try JournalReader(fleet.folder, from: [segment: bytes.count + 64 + beyond])
    #expect(try rest(reader) == [.end(segment)])
  }

  @Test("A segment that others still write goes on behind its place")
  func live() throws {
    let writer = try fleet.writer()
    writer.record([.numbered(1)])
    guard case .checkIn(_, let segment, let range)? = try JournalReader(fleet.folder).next() else {
      Issue.record("no record")
      return
    }
    let reader = try JournalReader(fleet.folder, from: [segment: range.upperBound])
    #expect(try reader.next() == nil)
    writer.record([.numbered(2)])
    #expect(numbers(try rest(reader)) == [2])
    writer.finish()
  }

  @Test("A segment that was at its end is asked again after a look, however long another one goes on")
  func fair() throws {
    try fleet.write(frames([1, 2, 3, 4].map { .numbered($0) }), to: name(0))
    let shared = SharedJournal(fleet: fleet.path) { Issue.record("\($0)") }
    shared.record([.numbered(0)])
    let reader = try JournalReader(fleet.folder)
    var first: [JournalReader.Step] = []
    while numbers(first).count < 2, let step = try reader.next() { first.append(step) }
    #expect(numbers(first) == [0, 1])
    shared.record([.numbered(2)])
    try reader.look()
    #expect(numbers(try rest(reader)).prefix(2) == [2, 2])
  }
}
