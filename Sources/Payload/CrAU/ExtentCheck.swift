/// Checks that an operation's extents are inside what it reads or writes.
struct ExtentCheck {
  /// An extent that starts here is a hole: nothing is read or written. The no-op that stands for the signatures has one.
  static let hole = UInt64.max

  /// Bytes in a block; not 0.
  let blockSize: UInt64
  /// Blocks of the partition, the last one perhaps not full. `nil` when its size is unknown, or does not matter.
  let blockCount: UInt64?

  /// An image of `size` bytes.
  init(size: UInt64?, blockSize: UInt64) {
    self.blockSize = blockSize
    blockCount = size.map { $0 / blockSize + ($0 % blockSize == 0 ? 0 : 1) }
  }

  /// What is wrong, if anything: an extent that begins past the end, or has an end that no number of 64 bits can tell.
  func fault(in extents: [ProtoExtent]) -> String? {
    for extent in extents where extent.startBlock != Self.hole {
      let (end, overflow) = extent.startBlock.addingReportingOverflow(extent.numBlocks)
      if overflow || end.multipliedReportingOverflow(by: blockSize).overflow {
        return "an extent of \(extent.numBlocks) blocks at block \(extent.startBlock) is beyond any partition"
      }
      if let blockCount, extent.numBlocks > 0, extent.startBlock >= blockCount { return outside(extent, blockCount) }
    }
    return nil
  }

  /// What is wrong with an extent that begins inside and ends outside, when there is one and ``fault(in:)`` finds nothing.
  func overrun(of extents: [ProtoExtent]) -> String? {
    guard let blockCount else { return nil }
    let extent = extents.first { $0.startBlock < blockCount && $0.numBlocks > blockCount - $0.startBlock }
    return extent.map { outside($0, blockCount) }
  }

  private func outside(_ extent: ProtoExtent, _ blockCount: UInt64) -> String {
    "an extent of \(extent.numBlocks) blocks at block \(extent.startBlock) is outside the partition of \(blockCount)"
      + " blocks"
  }

  /// Bytes that the extents have room for; `nil` when that is more than any partition.
  func capacity(of extents: [ProtoExtent]) -> UInt64? {
    guard let blocks = Self.blocks(of: extents) else { return nil }
    let (bytes, overflow) = blocks.multipliedReportingOverflow(by: blockSize)
    return overflow ? nil : bytes
  }

  /// How many blocks the extents have; `nil` when no number of 64 bits can tell.
  static func blocks(of extents: [ProtoExtent]) -> UInt64? {
    var blocks: UInt64 = 0
    for extent in extents {
      let (sum, overflow) = blocks.addingReportingOverflow(extent.numBlocks)
      if overflow { return nil }
      blocks = sum
    }
    return blocks
  }
}
