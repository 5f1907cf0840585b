/// Checks that an operation's extents are inside their partition.
struct ExtentCheck {
  /// An extent that starts here is a hole: nothing is read or written. The no-op that stands for the signatures has one.
  static let hole = UInt64.max

  /// Bytes in a block; not 0.
  let blockSize: UInt64
  /// Blocks of the partition, the last one perhaps not full. `nil` when its size is unknown.
  let blockCount: UInt64?

  /// An image of `size` bytes.
  init(size: UInt64?, blockSize: UInt64) {
    self.blockSize = blockSize
    blockCount = size.map { $0 / blockSize + ($0 % blockSize == 0 ? 0 : 1) }
  }

  /// What is wrong, if anything.
  /// - Parameter mayOverrun: The last operation of a full payload writes a whole chunk even where the image ends sooner.
  func fault(in extents: [ProtoExtent], mayOverrun: Bool) -> String? {
    for extent in extents where extent.startBlock != Self.hole {
      let (end, overflow) = extent.startBlock.addingReportingOverflow(extent.numBlocks)
      if overflow || end.multipliedReportingOverflow(by: blockSize).overflow {
        return "an extent of \(extent.numBlocks) blocks at block \(extent.startBlock) is beyond any partition"
      }
      guard let blockCount, extent.numBlocks > 0 else { continue }
      if extent.startBlock >= blockCount || (end > blockCount && !mayOverrun) {
        return "an extent of \(extent.numBlocks) blocks at block \(extent.startBlock) is outside the partition of"
          + " \(blockCount) blocks"
      }
    }
    return nil
  }

  /// Bytes that the extents have room for; `nil` when that is more than any partition.
  func capacity(of extents: [ProtoExtent]) -> UInt64? {
    var blocks: UInt64 = 0
    for extent in extents {
      let (sum, overflow) = blocks.addingReportingOverflow(extent.numBlocks)
      if overflow { return nil }
      blocks = sum
    }
    let (bytes, overflow) = blocks.multipliedReportingOverflow(by: blockSize)
    return overflow ? nil : bytes
  }
}
