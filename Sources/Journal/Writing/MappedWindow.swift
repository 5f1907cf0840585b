internal import CJournal
internal import Glibc

/// A part of a file that is mapped to be written.
///
/// What is stored there is in the page cache, as if it had been written: it outlives the process. But it costs a tenth of
/// write(2), and a request costs little more than ten of those.
@safe
struct MappedWindow: ~Copyable {
  /// The offsets in the file.
  let range: Range<Int>

  private let start: UnsafeMutableRawPointer

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
  }

  deinit { _ = unsafe munmap(start, range.count) }

  /// Stores bytes at an offset of the file, the first one last; false when the file cannot take them.
  func publish(_ bytes: UnsafeBufferPointer<UInt8>, at offset: Int) -> Bool {
    precondition(range.contains(offset) && offset + bytes.count <= range.upperBound)
    return unsafe omaha_publish(start + (offset - range.lowerBound), bytes.baseAddress, bytes.count) == 0
  }

  /// Zero once the process is prepared.
  private static let isPrepared = omaha_publish_prepare()
}
