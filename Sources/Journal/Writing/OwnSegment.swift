internal import Glibc
internal import Posix

/// A segment that one process writes and has locked for as long as it does.
struct OwnSegment: ~Copyable {
  private let file: OpenFile
  private let path: String
  private let windowLength: Int
  /// The size of the file: up to here it has the disk's space.
  private var size = 0
  /// Where the first record begins.
  private let start: Int
  private var window: MappedWindow?
  /// Where the window ends.
  private var windowEnd = 0

  /// Where the next frame goes.
  private(set) var end = 0

  /// When it was begun, on the monotonic clock in milliseconds.
  let begun = Clock.monotonic

  /// Begins a segment.
  ///
  /// - Parameters:
  ///   - time: milliseconds since 1970.
  ///   - windowLength: how many bytes of the disk are taken at a time. What is not used is given back at the end.
  static func begin(
    in folder: JournalFolder, at time: Int64, windowLength: Int
  ) throws(JournalError) -> OwnSegment {
    let name = SegmentName(at: time)
    let path = folder.path(of: name.text)
    let file = try OpenFile(path, O_RDWR | O_CREAT | O_EXCL)
    file.shareWithGroup()
    var frames = FrameBuffer()
    frames.append(name)
    var segment = OwnSegment(file, path, windowLength: windowLength, start: frames.count)
    do throws(JournalError) {
      guard segment.file.lock(LOCK_EX | LOCK_NB) else { throw JournalError("lock \(path)") }
      // Whoever is held up here for a minute is taken for dead.
      if segment.isRemoved { throw JournalError("begin \(path)", code: ENOENT) }
      try unsafe frames.withUnsafeBytes { (bytes) throws(JournalError) in try unsafe segment.append(bytes) }
    } catch {
      _ = unsafe unlink(path)
      throw error
    }
    return segment
  }

  private init(_ file: consuming OpenFile, _ path: String, windowLength: Int, start: Int) {
    self.file = file
    self.path = path
    self.windowLength = windowLength
    self.start = start
  }

  /// Whether somebody has removed its file.
  var isRemoved: Bool { file.status.map { $0.st_nlink == 0 } ?? true }

  /// Whether it is to be ended before so many bytes more.
  ///
  /// - Parameter now: milliseconds on the monotonic clock.
  func isDone(before count: Int, _ limits: JournalLimits, _ now: Int64) -> Bool {
    end + count > limits.segmentBytes || now - begun > limits.segmentAge
  }

  /// Whether so many bytes more can be appended without asking the disk for room.
  func hasRoom(for count: Int) -> Bool { end + count <= windowEnd }

  /// Appends frames: in whole, or none of them.
  mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) throws(JournalError) {
    if !hasRoom(for: bytes.count) { try extend(by: bytes.count) }
    guard unsafe window?.publish(bytes, at: end) == true else {
      window = nil
      windowEnd = 0
      throw JournalError("append to \(path)", code: EIO)
    }
    end += bytes.count
  }

  /// Takes more of the disk and maps it.
  private mutating func extend(by count: Int) throws(JournalError) {
    let page = Int(sysconf(Int32(_SC_PAGESIZE)))
    let first = end / page * page
    // Up to a multiple: a large piece of the system's cache begins at a multiple of its length. One written elsewhere becomes small ones.
    let last = (end + count + windowLength - 1) / windowLength * windowLength
    try fill(to: last)
    window = nil
    windowEnd = 0
    window = try MappedWindow(of: file, first..<last)
    windowEnd = last
  }

  /// Writes zeros. So the disk is asked for room here, where it can refuse: a page that is stored to and finds none ends in SIGBUS. And
  /// the system has large pieces in its cache: posix_fallocate(3) and a page at a time took three times as long.
  private mutating func fill(to end: Int) throws(JournalError) {
    while size < end {
      let wanted = min(end - size, Self.zeros.count)
      let count = unsafe Self.zeros.withUnsafeBytes { zeros in
        retrying { unsafe pwrite(file.number, zeros.baseAddress, wanted, off_t(size)) }
      }
      guard count > 0 else { throw JournalError("append to \(path)", code: count < 0 ? errno : ENOSPC) }
      size += count
    }
  }

  private static let zeros = [UInt8](repeating: 0, count: 1 << 16)

  /// Gives back what was not used; a segment without a record is removed.
  consuming func finish() {
    window = nil
    if end == start { _ = unsafe unlink(path) } else { _ = ftruncate(file.number, off_t(end)) }
  }
}
