internal import Crypto

/// Hashes a file, and notes the digest of its beginning at given positions on the way.
///
/// Unchecked: the pipeline calls `consume` from one thread at a time, and the digests are read after it has finished.
final class HashConsumer<Function: HashFunction>: ByteConsumer, @unchecked Sendable {
  private var function = Function()
  private var position: UInt64 = 0
  /// Positions still to come, the next one last.
  private var marks: [UInt64]
  /// The digest of all bytes before a mark, for each mark that the file reached.
  private(set) var digests: [UInt64: Function.Digest] = [:]

  /// Hashes everything; `marks` are the lengths of the beginnings that are wanted too.
  init(marks: [UInt64] = []) {
    self.marks = Set(marks).sorted(by: >)
    noteMarks()
  }

  /// The digest of everything consumed so far.
  var digest: Function.Digest { function.finalize() }

  func consume(_ bytes: RawSpan) {
    var rest = bytes
    while let mark = marks.last, mark - position <= UInt64(rest.byteCount) {
      let count = Int(mark - position)
      update(rest.extracting(first: count))
      rest = rest.extracting(droppingFirst: count)
      noteMarks()
    }
    update(rest)
  }

  private func update(_ bytes: RawSpan) {
    unsafe bytes.withUnsafeBytes { unsafe function.update(bufferPointer: $0) }
    position += UInt64(bytes.byteCount)
  }

  private func noteMarks() {
    while let mark = marks.last, mark == position {
      // Finalizing works on a copy, so the hash goes on.
      digests[mark] = digest
      marks.removeLast()
    }
  }
}
