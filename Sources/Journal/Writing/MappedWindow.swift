internal import CJournal
internal import Glibc

/// A part of a file that is mapped to be written.
///
/// What is stored there is in the page cache, as if it had been written: it outlives the process. But it costs a tenth of
/// write(2), and a request costs little more than ten of those.
@safe
final class MappedWindow: @unchecked Sendable {
  /// The offsets in the file.
  let range: Range<Int>

  private let start: UnsafeMutableRawPointer
  /// Up to where pages were claimed to be populated.
  private var claimed: Int

  /// Maps a part of a file, which must have that part.
  ///
  /// - Parameter range: begins at a multiple of a page.
  init(of file: borrowing OpenFile, _ range: Range<Int>) throws(JournalError) {
    guard Self.isPrepared == 0 else { throw JournalError("listen to SIGBUS", code: Self.isPrepared) }
    let mapping = unsafe mmap(
      nil, range.count, PROT_READ | PROT_WRITE, MAP_SHARED, file.number, off_t(range.lowerBound))
    guard let mapping = unsafe mapping, unsafe mapping != MAP_FAILED else { throw JournalError("map a segment") }
    unsafe start = mapping
    self.range = range
    claimed = range.lowerBound
  }

  deinit { _ = unsafe munmap(start, range.count) }

  /// Stores bytes at an offset of the file, the first one last; false when the file cannot take them.
  func publish(_ bytes: UnsafeBufferPointer<UInt8>, at offset: Int) -> Bool {
    precondition(range.contains(offset) && offset + bytes.count <= range.upperBound)
    return unsafe omaha_publish(start + (offset - range.lowerBound), bytes.baseAddress, bytes.count) == 0
  }

  /// What is to be populated when the window is used up to an offset; nil for now.
  func claim(at end: Int) -> Range<Int>? {
    guard end + Self.ahead > claimed, claimed < range.upperBound else { return nil }
    let begin = claimed
    claimed = min(begin + 2 * Self.ahead, range.upperBound)
    return begin..<claimed
  }

  /// Asks for pages in one go, which costs less than a fault for each. A system that cannot (Linux before 5.14) leaves it at the
  /// faults, and so does a disk that fails.
  func populate(_ part: Range<Int>) {
    // MADV_POPULATE_WRITE of linux/mman.h.
    _ = unsafe madvise(start + (part.lowerBound - range.lowerBound), part.count, 23)
  }

  /// How many bytes are populated before they are used: a multiple of every page's size.
  private static let ahead = 1 << 16

  /// Zero once the process is prepared.
  private static let isPrepared = omaha_publish_prepare()
}
