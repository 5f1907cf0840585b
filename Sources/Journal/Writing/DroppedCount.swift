internal import Glibc

/// `FLEET/journal/dropped`: how many check-ins all processes have dropped, and when one of them last said so.
///
/// Two numbers in decimal digits, the moment in milliseconds since 1970. Digits are written over digits, so that a full disk
/// can take them.
struct DroppedCount {
  /// How often dropping is said, in milliseconds.
  private static let pause: Int64 = 10_000

  private let path: String

  init(in folder: JournalFolder) { path = folder.path(of: "dropped") }

  /// How long somebody else's lock is waited for, in milliseconds.
  private static let timeout: Int64 = 250

  /// Makes the file, with its digits: a disk that is full may have no room for a file that is new.
  func prepare() throws(JournalError) {
    let file = try OpenFile(path, O_RDWR | O_CREAT)
    guard file.status?.st_size == 0, file.lock(LOCK_EX, within: Self.timeout), try numbers(in: file) == nil else {
      return
    }
    file.shareWithGroup()
    try write(count: 0, said: 0, to: file)
  }

  /// Adds to the count.
  ///
  /// - Returns: whether it is time to say so.
  func add(_ count: Int) throws(JournalError) -> Bool {
    let file = try OpenFile(path, O_RDWR | O_CREAT)
    guard file.lock(LOCK_EX, within: Self.timeout) else { throw JournalError("lock \(path)") }
    let before = try numbers(in: file)
    if before == nil { file.shareWithGroup() }
    let now = Clock.utc
    // A clock that was set back does not silence it.
    let isTime = before.map { !(0..<Self.pause).contains(now - Int64($0.said)) } ?? true
    let total = (before?.count ?? 0).addingReportingOverflow(count).partialValue
    try write(count: total, said: isTime ? Int(now) : before?.said ?? 0, to: file)
    return isTime
  }

  private func write(count: Int, said: Int, to file: borrowing OpenFile) throws(JournalError) {
    let line = Array("\(Self.padded(count)) \(Self.padded(said))\n".utf8)
    let written = unsafe line.withUnsafeBytes { unsafe pwrite(file.number, $0.baseAddress, $0.count, 0) }
    guard written == line.count else { throw JournalError("write \(path)", code: written < 0 ? errno : ENOSPC) }
  }

  /// The count; 0 when nothing was ever dropped.
  func read() throws(JournalError) -> Int {
    do throws(JournalError) {
      return try numbers(in: try OpenFile(path, O_RDONLY))?.count ?? 0
    } catch {
      if error.code == ENOENT { return 0 }
      throw error
    }
  }

  private func numbers(in file: borrowing OpenFile) throws(JournalError) -> (count: Int, said: Int)? {
    var bytes: [UInt8] = []
    try file.read(at: 0, count: 64, into: &bytes)
    let parts = bytes.split(separator: UInt8(ascii: " "), maxSplits: 1)
    guard parts.count == 2, let count = Int(String(decoding: parts[0], as: UTF8.self)),
      let said = Int(String(decoding: parts[1].prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self))
    else { return nil }
    return (count, said)
  }

  private static func padded(_ number: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, 20 - digits.utf8.count)) + digits
  }
}
