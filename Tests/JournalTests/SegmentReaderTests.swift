import Foundation
import Testing
import TestSupport

@testable import Journal

struct SegmentReaderTests {
  private let fleet: Fleet

  init() throws { fleet = try Fleet() }
  private static let name = SegmentName(at: 1_795_428_000_123)

  /// Everything that a reader gives until there is nothing more.
  private func steps(_ bytes: [UInt8]) throws -> [SegmentReader.Step] {
    try fleet.write(bytes, to: Self.name)
    let reader = try SegmentReader(Self.name, in: fleet.folder)
    var steps: [SegmentReader.Step] = []
    while true {
      let step = try reader.next()
      if step == .end { return steps }
      try #require(step != .pending, "nobody writes it")
      steps.append(step)
      try #require(steps.count < 1_000)
    }
  }

  private func checkIns(_ steps: [SegmentReader.Step]) -> [CheckIn] {
    steps.compactMap { if case .checkIn(let checkIn, _) = $0 { checkIn } else { nil } }
  }

  private func damage(_ steps: [SegmentReader.Step]) -> [Range<Int>] {
    steps.compactMap { if case .damage(let range) = $0 { range } else { nil } }
  }

  /// A segment of three records, and where each of them begins.
  private static let records = [CheckIn.numbered(1), .full, .numbered(3)]
  private static let segment = frames(records, named: name)
  private static let starts = (0...3).map { frames(Array(records.prefix($0)), named: name).count }

  @Test("A segment that nobody writes is read to its end")
  func whole() throws {
    let steps = try steps(Self.segment)
    #expect(
      steps == (0..<3).map { .checkIn(Self.records[$0], Self.starts[$0]..<Self.starts[$0 + 1]) })
  }

  @Test("A segment that was cut off at any byte gives the records before, and says what is torn")
  func cut() throws {
    for count in 0..<Self.segment.count {
      guard count > 0 else { continue }
      let steps = try steps(Array(Self.segment.prefix(count)))
      let whole = Self.starts.lastIndex { $0 <= count } ?? -1
      #expect(checkIns(steps) == Array(Self.records.prefix(max(0, whole))), "\(count)")
      let torn = (whole < 0 ? 0 : Self.starts[whole])..<count
      // Zeros at its end look like what was not used.
      let unused = Self.segment[torn].reversed().prefix { $0 == 0 }.count
      #expect(damage(steps) == (torn.isEmpty ? [] : [torn.lowerBound..<count - unused]), "\(count)")
    }
  }

  @Test("Zeros behind the records are what a writer has not used")
  func unused() throws {
    for count in [1, 11, 12, 4_096, 1_000_000] {
      let steps = try steps(Self.segment + [UInt8](repeating: 0, count: count))
      #expect(checkIns(steps) == Self.records && damage(steps) == [])
    }
  }

  @Test("A record torn by the end of its process, with zeros behind, is damage and costs nothing else")
  func torn() throws {
    let start = Self.starts[2]
    for count in 1..<Self.segment.count - start {
      // The first byte is stored last.
      var bytes = Array(Self.segment.prefix(start + count)) + [UInt8](repeating: 0, count: 500)
      bytes[start] = 0
      let steps = try steps(bytes)
      #expect(checkIns(steps) == Array(Self.records.prefix(2)), "\(count)")
      // A byte that is zero itself looks like one that was not written.
      #expect(damage(steps).allSatisfy { $0.lowerBound == start && $0.upperBound <= start + count }, "\(count)")
    }
  }

  @Test("A flipped bit costs its own frame and no other")
  func flipped() throws {
    for index in Self.segment.indices {
      for bit in [0, 3, 7] {
        var bytes = Self.segment
        bytes[index] ^= 1 << bit
        let steps = try steps(bytes)
        let hit = (Self.starts.lastIndex { $0 <= index } ?? -1)
        var left = Self.records
        if hit >= 0 { left.remove(at: hit) }
        #expect(checkIns(steps) == left, "bit \(bit) of byte \(index)")
        let range = hit < 0 ? 0..<Self.starts[0] : Self.starts[hit]..<Self.starts[hit + 1]
        let found = damage(steps)
        // What is zero at the very end cannot be told from what was never used.
        #expect(found.count == 1 && found[0].lowerBound == range.lowerBound, "bit \(bit) of byte \(index)")
        #expect(found.allSatisfy { $0.upperBound <= range.upperBound && $0.upperBound >= range.upperBound - 4 })
      }
    }
  }

  @Test("Pages of zeros after a power cut cost what they have covered", arguments: [512, 4_096])
  func zeros(page: Int) throws {
    let records = (0..<200).map { CheckIn.numbered($0) }
    let segment = frames(records, named: Self.name)
    let ends = (0...records.count).map { frames(Array(records.prefix($0)), named: Self.name).count }
    for first in stride(from: 0, to: segment.count, by: page) {
      var bytes = segment
      for index in first..<min(first + page, bytes.count) { bytes[index] = 0 }
      let steps = try steps(bytes)
      let left = records.indices.filter { ends[$0 + 1] <= first || ends[$0] >= first + page }
      #expect(checkIns(steps) == left.map { records[$0] }, "\(first)")
      // Zeros at the end look like what was not used, but not at the end of a record's middle.
      #expect(damage(steps).count == 1, "\(first)")
    }
  }

  @Test("A segment of nothing but zeros is damage", arguments: [1, 12, 100_000])
  func onlyZeros(count: Int) throws {
    #expect(try steps([UInt8](repeating: 0, count: count)) == [.damage(0..<count)])
  }

  @Test("No text of a machine passes for a record where a damaged one is skipped")
  func forgery() throws {
    let forged = frames([.numbered(666)])
    var checkIn = CheckIn.numbered(1)
    checkIn.alias = String(decoding: forged, as: UTF8.self)
    checkIn.bootID = String(forged.map { Character(Unicode.Scalar($0)) })
    var bytes = frames([checkIn, .numbered(2)], named: Self.name)
    bytes[Self.starts[0] + 4] ^= 1
    #expect(checkIns(try steps(bytes)).map(\.requestID) == ["request-2"])
  }

  @Test("Neither numbers nor texts have the marker of a frame in them")
  func marker() {
    var generator = SystemRandomNumberGenerator()
    for _ in 0..<2_000 {
      var checkIn = CheckIn.full
      checkIn.time = Int64.random(in: .min ... .max, using: &generator) >> Int.random(in: 0..<63)
      var event = CheckIn.Event(type: -1, result: 1)
      event.errorCode = Int64.random(in: .min ... .max, using: &generator) >> Int.random(in: 0..<63)
      event.total = .max
      checkIn.events = [event, event]
      let body = frames([checkIn]).dropFirst(Frame.headerLength).dropLast(Frame.trailerLength)
      #expect(!zip(body, body.dropFirst()).contains { $0 == 0xFF && $1 == 0 })
    }
  }

  @Test("Frames of another kind or version are passed over")
  func others() throws {
    func other(version: UInt8, kind: UInt8) -> [UInt8] {
      var frame = frames([.numbered(7)])
      frame[2] = version
      frame[3] = kind
      let sum = Reference.crc32c(Array(frame[2..<frame.count - 4]))
      for index in 0..<4 { frame[frame.count - 4 + index] = UInt8(truncatingIfNeeded: sum >> UInt32(8 * index)) }
      return frame
    }
    let bytes =
      frames([.numbered(1)], named: Self.name) + other(version: 1, kind: 2) + other(version: 2, kind: 1)
      + frames([.numbered(2)])
    let steps = try steps(bytes)
    #expect(checkIns(steps).map(\.requestID) == ["request-1", "request-2"] && damage(steps) == [])
  }

  @Test("A sound frame whose body is no record is damage")
  func noRecord() throws {
    var frame: [UInt8] = [0xFF, 0, 1, 1, 1, 0, 0, 0, 0x08]
    let sum = Reference.crc32c(Array(frame[2...]))
    frame += (0..<4).map { UInt8(truncatingIfNeeded: sum >> UInt32(8 * $0)) }
    let start = Self.segment.count
    let steps = try steps(Self.segment + frame)
    #expect(checkIns(steps) == Self.records && damage(steps) == [start..<start + frame.count])
  }

  @Test("A segment that is made to deceive is given up after a while", .timeLimit(.minutes(1)))
  func deceiving() throws {
    // Every eight bytes claim a frame of 64 KiB.
    let claim: [UInt8] = [0xFF, 0, 1, 1, 0, 0, 1, 0]
    let bytes = Array([[UInt8]](repeating: claim, count: 200_000).joined()) + [1]
    let steps = try steps(Self.segment + bytes)
    #expect(steps.dropFirst(3) == [.damage(Self.segment.count..<Self.segment.count + bytes.count)])
  }

  @Test("Reading goes on where another reader was")
  func position() throws {
    try fleet.write(Self.segment, to: Self.name)
    for count in 0...3 {
      let first = try SegmentReader(Self.name, in: fleet.folder)
      for _ in 0..<count { _ = try first.next() }
      let second = try SegmentReader(Self.name, in: fleet.folder, from: first.position)
      for record in Self.records[count...] {
        guard case .checkIn(record, _) = try second.next() else {
          Issue.record("\(count)")
          continue
        }
      }
      #expect(try second.next() == .end)
    }
  }

  @Test("A thousand random bytes, with and without frames among them, neither end the reader nor keep it")
  func random() throws {
    for seed in 0..<60 {
      var generator = SeededGenerator(seed: UInt64(seed))
      var bytes: [UInt8] = []
      for _ in 0..<Int.random(in: 1...6, using: &generator) {
        if Bool.random(using: &generator) {
          bytes += (0..<Int.random(in: 0...400, using: &generator)).map { _ in
            // Many bytes of markers.
            [0xFF, 0, 1, UInt8.random(in: 0...255, using: &generator)].randomElement(using: &generator) ?? 0
          }
        } else {
          bytes += frames([.full])
        }
      }
      if bytes.isEmpty { continue }
      let steps = try steps(bytes)
      #expect(checkIns(steps).allSatisfy { $0 == .full })
      let ends = steps.map { step -> Range<Int> in
        switch step {
        case .checkIn(_, let range), .damage(let range): range
        case .end, .pending: 0..<0
        }
      }
      #expect(zip(ends, ends.dropFirst()).allSatisfy { $0.upperBound <= $1.lowerBound })
    }
  }
}

/// What the format's page says, told a second time.
enum Reference {
  static func crc32c(_ bytes: [UInt8]) -> UInt32 {
    var sum: UInt32 = .max
    for byte in bytes {
      sum ^= UInt32(byte)
      for _ in 0..<8 { sum = sum >> 1 ^ (sum & 1 == 1 ? 0x82F6_3B78 : 0) }
    }
    return ~sum
  }
}
