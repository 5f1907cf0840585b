internal import Glibc

/// Reads a whole journal, segment after segment, in the order of their beginnings; of each, what is there by now.
///
/// ``next()`` gives nil when everything is read that there is for now. Asked again it gives what was appended since, and after
/// ``look()`` also what is in segments that were begun since.
public final class JournalReader {
  /// What comes next.
  public enum Step: Hashable, Sendable {
    /// A record, and the bytes that it takes of the segment.
    case checkIn(CheckIn, SegmentName, Range<Int>)
    /// Bytes that are no sound record, and were skipped.
    case damage(SegmentName, Range<Int>)
    /// The segment is complete, and read.
    case end(SegmentName)
  }

  private let folder: JournalFolder
  private var readers: [SegmentReader] = []
  /// Segments that were read to their ends.
  private var done: Set<SegmentName> = []
  /// Which of ``readers`` comes next.
  private var index = 0

  /// A reader of a journal that exists.
  public init(_ folder: JournalFolder) throws(JournalError) {
    self.folder = folder
    try look()
  }

  /// Looks for segments that are new, and begins with the first again.
  public func look() throws(JournalError) {
    let segments = try folder.segments()
    done.formIntersection(segments)
    index = 0
    for segment in segments where !isKnown(segment) {
      do throws(JournalError) { insert(try SegmentReader(segment, in: folder)) } catch {
        // Somebody else has read and removed it.
        guard error.code == ENOENT else { throw error }
      }
    }
    if let shared = try SegmentReader(sharedIn: folder), !isKnown(shared.segment) { insert(shared) }
  }

  /// What comes next; nil when there is nothing more for now.
  public func next() throws(JournalError) -> Step? {
    while index < readers.count {
      let reader = readers[index]
      switch try reader.next() {
      case .checkIn(let checkIn, let range): return .checkIn(checkIn, reader.segment, range)
      case .damage(let range): return .damage(reader.segment, range)
      case .pending: index += 1
      case .end:
        readers.remove(at: index)
        done.insert(reader.segment)
        return .end(reader.segment)
      }
    }
    index = 0
    return nil
  }

  private func isKnown(_ segment: SegmentName) -> Bool {
    done.contains(segment) || readers.contains { $0.segment == segment }
  }

  private func insert(_ reader: SegmentReader) {
    readers.insert(reader, at: readers.firstIndex { $0.segment > reader.segment } ?? readers.count)
  }
}
