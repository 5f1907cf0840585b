internal import CJournal
internal import Glibc

/// Reads a segment from a place in it on, also while it is being written.
///
/// Whatever the bytes are, it comes to an end and gives what is sound among them. Where a frame is damaged it goes on with the
/// next sound one. Where a segment is being written, bytes that are no frame yet may become one, so it skips them only when a
/// sound frame follows.
public final class SegmentReader {
  /// What comes next in a segment.
  public enum Step: Hashable, Sendable {
    /// A record, and the bytes that it takes.
    case checkIn(CheckIn, Range<Int>)
    /// Bytes that are no sound frame, and were skipped.
    case damage(Range<Int>)
    /// Nothing more for now: whoever writes the segment may append to it.
    case pending
    /// Nothing more.
    case end
  }

  /// How many bytes that turn out to be no frame are looked at in one segment before the rest of it is given up. A segment
  /// that was made to deceive could name a long frame at every second byte.
  private static let maximumVainBytes = 64 << 20

  private static let pieceLength = 256 << 10

  /// The segment's name, which ``SegmentName/shared`` gets when it is ended.
  public let segment: SegmentName

  /// Where the next frame begins: what was given before it is settled, and reading can go on here after a restart.
  public private(set) var position: Int

  private let file: OpenFile
  private let path: String
  /// Whether others begin and end the segment, so that a lock that is free says nothing.
  private let isShared: Bool
  private var isComplete = false
  private var vainBytes = 0
  /// A part of the file, from `base` on.
  private var buffer: [UInt8] = []
  private var base = 0

  /// Opens a segment.
  ///
  /// - Parameters:
  ///   - position: ``position`` of an earlier reader of the same segment.
  public init(_ segment: SegmentName, in folder: JournalFolder, from position: Int = 0) throws(JournalError) {
    self.segment = segment
    self.position = position
    base = position
    path = folder.path(of: segment.text)
    isShared = false
    file = try OpenFile(path, O_RDONLY)
  }

  /// Opens the segment that CGI processes share; nil when there is none, or nothing in it.
  ///
  /// - Parameters:
  ///   - places: ``position`` of earlier readers, by segment.
  public init?(
    sharedIn folder: JournalFolder, from places: [SegmentName: Int] = [:]
  ) throws(JournalError) {
    path = folder.path(of: SegmentName.shared)
    isShared = true
    position = 0
    do throws(JournalError) { file = try OpenFile(path, O_RDONLY) } catch {
      if error.code == ENOENT { return nil }
      throw error
    }
    guard let segment = try SegmentName(firstFrameOf: file) else { return nil }
    self.segment = segment
    position = places[segment] ?? 0
    base = position
  }

  /// The next record, or why there is none.
  public func next() throws(JournalError) -> Step {
    if let step = try readFrame() { return step }
    if !isComplete {
      // Asked first: what was appended before it became complete is read again then.
      isComplete = try becomesComplete()
      forget()
      if let step = try readFrame() { return step }
    }
    return try isComplete ? skipDamage() : skipGap()
  }

  /// Reads the next record; nil when there is no sound frame.
  private func readFrame() throws(JournalError) -> Step? {
    while let frame = try soundFrame(at: position) {
      let range = position..<position + frame.length
      let body = frame.body(in: try bytes(at: position, count: frame.length))
      position = range.upperBound
      guard frame.version == Frame.version, frame.kind == Frame.Kind.checkIn.rawValue else { continue }
      guard let checkIn = try? CheckIn(fields: body) else { return .damage(range) }
      return .checkIn(checkIn, range)
    }
    return nil
  }

  /// Waits until what was read is on the disk.
  public func flush() throws(JournalError) {
    guard fdatasync(file.number) == 0 else { throw JournalError("flush \(path)") }
  }

  /// How many bytes there are behind ``position``, the zeros apart that a writer has taken of the disk and not used yet.
  func unreadBytes() throws(JournalError) -> Int {
    try lastByte(after: position, before: size()).map { $0 + 1 - position } ?? 0
  }

  /// Whether nobody writes the segment any more.
  private func becomesComplete() throws(JournalError) -> Bool {
    if isShared {
      var named = stat()
      if unsafe stat(path, &named) == 0, UInt(named.st_ino) == file.inode { return false }
    }
    // One that is being begun has no lock yet, and no bytes. One that was removed before it was begun never will be.
    return (try size() > 0 || file.status?.st_nlink == 0) && file.lock(LOCK_SH | LOCK_NB)
  }

  /// Goes on behind bytes that will never be a frame.
  private func skipDamage() throws(JournalError) -> Step {
    let start = position
    if let next = try soundFrame(after: start) {
      position = next
      return .damage(start..<next)
    }
    // What a writer has taken of the disk and not used is zeros. A segment that has nothing else has lost its beginning.
    let end = try size()
    position = end
    guard let last = try lastByte(after: start, before: end) ?? (start == 0 && end > 0 ? end - 1 : nil) else {
      return .end
    }
    return .damage(start..<last + 1)
  }

  /// Goes on behind a frame that was written in part only, because the disk was full.
  private func skipGap() throws(JournalError) -> Step {
    vainBytes = 0
    // Where the segment's only writer has appended nothing yet there are zeros, or nothing.
    guard let first = try bytes(at: position, count: 1).first, first != 0, try soundFrame(after: position) != nil else {
      return .pending
    }
    // A frame is written after those before it. So what was in the making when it was looked at is whole by now, or never will be.
    forget()
    if let step = try readFrame() { return step }
    guard let next = try soundFrame(after: position) else { return .pending }
    defer { position = next }
    return .damage(position..<next)
  }
}

// MARK: - Frames and bytes

extension SegmentReader {
  /// The frame at an offset, if it is sound.
  private func soundFrame(at offset: Int) throws(JournalError) -> Frame? {
    guard let frame = Frame(header: try bytes(at: offset, count: Frame.headerLength)) else { return nil }
    let bytes = try bytes(at: offset, count: frame.length)
    if frame.isSound(bytes) { return frame }
    vainBytes += bytes.count
    return nil
  }

  /// Where the first sound frame begins that is behind an offset.
  private func soundFrame(after offset: Int) throws(JournalError) -> Int? {
    var candidate = offset + 1
    while vainBytes < Self.maximumVainBytes {
      let piece = try bytes(at: candidate, count: Frame.headerLength, atMost: Self.pieceLength)
      guard piece.count >= Frame.headerLength else { return nil }
      guard let found = piece.firstIndex(of: Frame.marker[0]) else {
        candidate += piece.count
        continue
      }
      candidate += found - piece.startIndex
      if try soundFrame(at: candidate) != nil { return candidate }
      candidate += 1
    }
    return nil
  }

  /// The last byte that is not zero.
  private func lastByte(after start: Int, before end: Int) throws(JournalError) -> Int? {
    var upper = end
    while upper > start {
      let lower = max(start, upper - Self.pieceLength)
      let piece = try bytes(at: lower, count: upper - lower)
      if let last = piece.lastIndex(where: { $0 != 0 }) { return lower + last - piece.startIndex }
      upper = lower
    }
    return nil
  }

  private func size() throws(JournalError) -> Int {
    guard let status = file.status else { throw JournalError("look at \(path)") }
    return Int(status.st_size)
  }

  /// Forgets what was read ahead, which may be more by now.
  private func forget() { buffer.removeAll(keepingCapacity: true) }

  /// The bytes at an offset: `count` of them, fewer at the end of the file, and up to `limit` where they are at hand.
  private func bytes(at offset: Int, count: Int, atMost limit: Int? = nil) throws(JournalError) -> ArraySlice<UInt8> {
    if offset < base || offset + count > base + buffer.count {
      buffer.removeAll(keepingCapacity: true)
      base = offset
      try file.read(at: offset, count: max(count, Self.pieceLength), into: &buffer)
    }
    return buffer.dropFirst(offset - base).prefix(limit ?? count)
  }
}
