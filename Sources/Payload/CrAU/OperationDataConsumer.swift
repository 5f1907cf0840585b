internal import Crypto

/// Hashes each operation's data as the file passes by.
///
/// Unchecked: the pipeline calls `consume` from one thread at a time, and the results are read after it has finished.
final class OperationDataConsumer: ByteConsumer, @unchecked Sendable {
  private let ranges: [DataRange]
  private var position: UInt64 = 0
  /// The range that the position is in or before.
  private var index = 0
  private var function = SHA256()
  /// Ranges whose data are what the manifest says.
  private(set) var verified = 0
  /// Labels of those whose data are not, in the order of the file.
  private(set) var damaged: [String] = []

  /// - Parameter ranges: In the order of the file, none overlapping another.
  init(_ ranges: [DataRange]) {
    self.ranges = ranges
  }

  func consume(_ bytes: RawSpan) {
    let start = position
    let end = start + UInt64(bytes.byteCount)
    while index < ranges.count, ranges[index].bytes.lowerBound < end {
      let range = ranges[index].bytes
      let from = max(range.lowerBound, start)
      let to = min(range.upperBound, end)
      let part = bytes.extracting(Int(from - start)..<Int(to - start))
      unsafe part.withUnsafeBytes { unsafe function.update(bufferPointer: $0) }
      if to < range.upperBound { break }
      finishRange()
    }
    position = end
  }

  private func finishRange() {
    if function.finalize() == ranges[index].sha256 {
      verified += 1
    } else {
      damaged.append(ranges[index].label)
    }
    function = SHA256()
    index += 1
  }
}
