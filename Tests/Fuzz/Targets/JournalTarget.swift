internal import Glibc
@testable internal import Journal

/// A segment's file: whatever its bytes are, the reader comes to their end, keeps their order, and finds again what it found.
struct JournalTarget: FuzzTarget {
  static let name = "journal"

  private static let segment = SegmentName("1795428000123-4711-9f3a61c2d4e5f607.journal")

  private let fleet: String

  init() throws {
    fleet = try makeTemporaryDirectory()
    try JournalFolder(fleet: fleet).make()
  }

  func check(_ input: [UInt8]) throws {
    guard let name = Self.segment, !input.isEmpty else { return }
    let folder = JournalFolder(fleet: fleet)
    try write(input, to: folder.path(of: name.text))
    let reader = try SegmentReader(name, in: folder)
    var end = 0
    var found: [CheckIn] = []
    reading: while true {
      let range: Range<Int>
      switch try reader.next() {
      case .checkIn(let checkIn, let bytes):
        found.append(checkIn)
        range = bytes
      case .damage(let bytes): range = bytes
      case .pending: throw Violation("nobody writes the segment")
      case .end: break reading
      }
      try require(
        range.lowerBound >= end && !range.isEmpty && range.upperBound <= input.count, "\(range) behind \(end)")
      try require(reader.position >= range.upperBound, "at \(reader.position) behind \(range)")
      end = range.upperBound
    }
    try require(reader.position == input.count, "the end is at \(reader.position) of \(input.count)")
    // What was read can be written, and is read as the same.
    var frames = FrameBuffer()
    for checkIn in found { frames.append(checkIn) }
    let bytes = unsafe frames.withUnsafeBytes { unsafe [UInt8]($0) }
    guard !bytes.isEmpty else { return }
    try write(bytes, to: folder.path(of: name.text))
    let again = try SegmentReader(name, in: folder)
    for checkIn in found {
      guard case .checkIn(let other, _) = try again.next() else { throw Violation("a record is lost") }
      try require(other == checkIn, "another record")
    }
    try require(try again.next() == .end, "more than was written")
  }

  private func write(_ bytes: [UInt8], to path: String) throws {
    let file = try OpenFile(path, O_WRONLY | O_CREAT | O_TRUNC)
    let count = unsafe bytes.withUnsafeBytes { unsafe Glibc.write(file.number, $0.baseAddress, $0.count) }
    try require(count == bytes.count, "cannot write")
  }
}
