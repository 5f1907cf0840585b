internal import Glibc
internal import Posix

/// `FLEET/journal/shared`: the segment of processes that answer one request each.
///
/// Whoever appends holds a shared lock and writes all of its frames at once, behind whatever is there (`O_APPEND`). Whoever
/// begins or ends the segment holds an exclusive one. To end it is to give it the name that its first frame says; then its
/// lock is free and it is complete, as any other. A process that waited for its lock meanwhile sees that the name `shared`
/// no longer leads to the file that it has opened, and opens it anew.
struct SharedSegment: ~Copyable {
  private let folder: JournalFolder
  private let path: String
  private let file: OpenFile

  /// The size when it was opened, in bytes.
  let size: Int

  private init(_ folder: JournalFolder, _ path: String, _ file: consuming OpenFile, size: Int) {
    self.folder = folder
    self.path = path
    self.file = file
    self.size = size
  }

  /// Opens it to append to it, and makes it where it is missing. The lock is shared, unless this process has begun it.
  ///
  /// - Parameter limit: how long somebody else's lock is waited for, in milliseconds.
  static func toAppend(in folder: JournalFolder, within limit: Int64) throws(JournalError) -> SharedSegment {
    try open(in: folder, O_RDWR | O_APPEND | O_CREAT, LOCK_SH, within: limit)
  }

  /// Opens it to end it; nil when there is none, nothing is in it, or somebody is appending. The lock is exclusive.
  static func toEnd(in folder: JournalFolder) throws(JournalError) -> SharedSegment? {
    do throws(JournalError) {
      let segment = try open(in: folder, O_RDWR, LOCK_EX, within: 0)
      if segment.size == 0 { return nil }
      return segment
    } catch {
      guard error.code == ENOENT || error.code == EWOULDBLOCK else { throw error }
      return nil
    }
  }

  private static func open(
    in folder: JournalFolder, _ flags: Int32, _ lock: Int32, within limit: Int64
  ) throws(JournalError) -> SharedSegment {
    let path = folder.path(of: SegmentName.shared)
    while true {
      let file = try OpenFile(path, flags)
      guard file.lock(lock, within: limit) else { throw JournalError("lock \(path)") }
      guard let size = size(of: file, at: path) else { continue }
      guard size == 0, flags & O_CREAT != 0 else { return SharedSegment(folder, path, file, size: size) }
      // A lock that is changed is given up in between.
      guard file.lock(LOCK_EX, within: limit) else { throw JournalError("lock \(path)") }
      guard let size = self.size(of: file, at: path) else { continue }
      let segment = SharedSegment(folder, path, file, size: size)
      if size == 0 { try segment.begin() }
      return segment
    }
  }

  /// The size of a file; nil when the path leads to another one by now.
  private static func size(of file: borrowing OpenFile, at path: String) -> Int? {
    guard let own = FileStamp(descriptor: file.number), let named = FileStamp(path: path), own.isSameFile(as: named)
    else {
      return nil
    }
    return Int(clamping: own.size)
  }

  /// Writes the first frame.
  private func begin() throws(JournalError) {
    file.shareWithGroup()
    // It needs no room any more when the disk is full.
    try? DroppedCount(in: folder).prepare()
    var frames = FrameBuffer()
    frames.append(SegmentName(at: Clock.utc))
    guard try append(frames) == frames.count else { throw noRoom }
  }

  /// Writes frames at once.
  ///
  /// - Returns: how many bytes there was room for.
  func append(_ frames: borrowing FrameBuffer) throws(JournalError) -> Int {
    let count = unsafe frames.withUnsafeBytes { bytes in
      retrying { unsafe write(file.number, bytes.baseAddress, bytes.count) }
    }
    guard count >= 0 else { throw JournalError("append to \(path)") }
    return count
  }

  /// Not all of it was written.
  var noRoom: JournalError { JournalError("append to \(path)", code: ENOSPC) }

  /// Ends it: gives it the name that its first frame says. The lock must be exclusive.
  ///
  /// - Returns: the name.
  func end() throws(JournalError) -> SegmentName {
    // Where the first frame is damaged any name will do.
    let name = try SegmentName(firstFrameOf: file) ?? SegmentName(at: Clock.utc)
    guard unsafe rename(path, folder.path(of: name.text)) == 0 else { throw JournalError("rename \(path)") }
    return name
  }

  /// Tries to have the lock alone, without waiting. False leaves this process without any lock.
  func lockAlone() -> Bool { file.lock(LOCK_EX | LOCK_NB) && Self.size(of: file, at: path) != nil }
}

extension SegmentName {
  /// Reads the name that a segment has in its first frame; nil where there is none.
  init?(firstFrameOf file: borrowing OpenFile) throws(JournalError) {
    var bytes: [UInt8] = []
    try file.read(at: 0, count: 128, into: &bytes)
    guard let frame = Frame(header: bytes[...]), frame.kind == Frame.Kind.segment.rawValue, frame.isSound(bytes[...])
    else { return nil }
    var reader = FieldReader(frame.body(in: bytes[...]))
    while let field = try? reader.next() {
      if field.number == 1 {
        self.init(field.value.text)
        return
      }
    }
    return nil
  }
}
