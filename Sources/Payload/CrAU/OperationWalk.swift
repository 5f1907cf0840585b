internal import Crypto

/// Goes through a manifest's operations in the order in which clients carry them out: the partition's, then each
/// procedure's. update_engine reads the payload as a stream, so every operation's data must begin where the data before
/// it ended.
///
/// The numbers in the sentences are update_engine's exit codes, by which a machine reports that it refused the payload.
struct OperationWalk {
  /// Types of operations that clients do not know and that are counted all the same, in each list. Each operation of such a type
  /// is a fault, whether it is counted or not.
  static let maximumUnknownTypes = 16

  /// What a list of operations writes.
  enum Target {
    /// The partition, which has its size before the update begins.
    case partition
    /// A file, which grows as it is written and is cut to its size at the end.
    case file
    /// Nothing: clients do not know the procedure, and pass over the data of its operations.
    case nothing
  }

  /// Bytes of header and manifest.
  let metadataSize: UInt64
  /// Bytes.
  let fileSize: UInt64
  /// Bytes in a block; not 0.
  let blockSize: UInt64

  /// Where the next data should begin, in bytes from the end of the metadata.
  private(set) var dataEnd: UInt64 = 0
  /// The end of the data that lie farthest, in bytes from the start of the file.
  private(set) var farthest: UInt64
  /// Data that are in the file and have a hash.
  private(set) var ranges: [DataRange] = []
  /// Operations with data and without a hash.
  private(set) var withoutHash = 0
  /// Operations whose data are not in the file.
  private(set) var outside = 0
  /// Operations, other than the last of a list, that write past the end of the partition.
  private(set) var overruns = 0

  init(metadataSize: UInt64, fileSize: UInt64, blockSize: UInt64) {
    self.metadataSize = metadataSize
    self.fileSize = fileSize
    self.blockSize = blockSize
    farthest = metadataSize
  }

  /// Takes one list of operations.
  /// - Parameters:
  ///   - operations: The partition's or a procedure's.
  ///   - owner: For messages: "partition", "kernel".
  ///   - target: What they write.
  ///   - oldSize: Bytes of what they read; `nil` in a full payload, and where the manifest does not say.
  ///   - newSize: Bytes of what there is afterwards; `nil` where the manifest does not say.
  /// - Returns: how many there are of each type, of those without a name the first few.
  mutating func take(
    _ operations: [ProtoInstallOperation], of owner: String, target: Target, oldSize: UInt64?, newSize: UInt64?,
    findings: inout Findings
  ) -> [OperationCount] {
    var counts: [OperationType: (count: Int, dataSize: UInt64)] = [:]
    var unknownTypes = 0
    let source = ExtentCheck(size: oldSize, blockSize: blockSize)
    let destination = ExtentCheck(size: target == .partition ? newSize : nil, blockSize: blockSize)
    for (index, operation) in operations.enumerated() {
      let type = OperationType(rawValue: operation.type)
      let label = Self.label("\(owner) operation", index, operation)
      Self.checkType(of: operation, label: label, findings: &findings)
      if operation.hasType, type.isKnown || counts[type] != nil || unknownTypes < Self.maximumUnknownTypes {
        if !type.isKnown, counts[type] == nil { unknownTypes += 1 }
        counts[type, default: (0, 0)].count += 1
        counts[type, default: (0, 0)].dataSize += UInt64(operation.dataLength)
      }
      if target != .nothing {
        let isLast = index == operations.count - 1
        if let fault = source.fault(in: operation.srcExtents) ?? destination.fault(in: operation.dstExtents)
          ?? (isLast ? nil : source.overrun(of: operation.srcExtents))
        {
          findings.fault("\(label): \(fault)")
        } else if !isLast, destination.overrun(of: operation.dstExtents) != nil {
          overruns += 1
        }
        if let fault = Self.misfit(of: operation, type, source, destination) { findings.fault("\(label): \(fault)") }
      }
      takeData(of: operation, target: target, label: label, findings: &findings)
    }
    return counts.sorted { $0.key.rawValue < $1.key.rawValue }
      .map { OperationCount(type: $0.key, count: $0.value.count, dataSize: $0.value.dataSize) }
  }

  /// "partition operation 3 (BSDIFF)"
  static func label(_ what: String, _ index: Int, _ operation: ProtoInstallOperation) -> String {
    "\(what) \(index) (\(operation.hasType ? OperationType(rawValue: operation.type).description : "no type"))"
  }

  /// Says when a client's decoder refuses the whole manifest for an operation, whichever list it is in.
  static func checkType(of operation: ProtoInstallOperation, label: String, findings: inout Findings) {
    if !operation.hasType {
      findings.fault("\(label): the manifest does not say what it does; clients fail with 23")
    } else if !OperationType(rawValue: operation.type).isKnown {
      findings.fault("\(label): clients do not know this type, and fail with 23")
    }
  }

  /// What of an operation does not fit together, as a clause.
  private static func misfit(
    of operation: ProtoInstallOperation, _ type: OperationType, _ source: ExtentCheck, _ destination: ExtentCheck
  ) -> String? {
    switch type {
    case .replace:
      guard let room = destination.capacity(of: operation.dstExtents), operation.dataLength > room else { return nil }
      return "\(operation.dataLength) bytes of data do not fit its blocks of \(room) bytes"
    case .move:
      if operation.dataLength > 0 { return "it has data; clients fail with 28" }
      // A client reads and writes these as it would any block, and so fails; of no blocks it reads none.
      let isHole = { (extent: ProtoExtent) in extent.startBlock == ExtentCheck.hole && extent.numBlocks > 0 }
      if operation.srcExtents.contains(where: isHole) || operation.dstExtents.contains(where: isHole) {
        return "it moves a hole; clients fail with 28"
      }
      guard let read = ExtentCheck.blocks(of: operation.srcExtents),
        let written = ExtentCheck.blocks(of: operation.dstExtents), read != written
      else { return nil }
      return "it reads \(read) blocks and writes \(written)"
    case .bsdiff:
      if operation.dataLength == 0 { return "it has no data; clients fail with 28" }
      for (check, extents, length, what) in [
        (source, operation.srcExtents, operation.srcLength, "reads"),
        (destination, operation.dstExtents, operation.dstLength, "writes"),
      ] {
        if let room = check.capacity(of: extents), length > room {
          return "it \(what) \(length) bytes, and has blocks for \(room); clients fail with 28"
        }
      }
      return nil
    default: return nil
    }
  }

  private mutating func takeData(
    of operation: ProtoInstallOperation, target: Target, label: String, findings: inout Findings
  ) {
    let hash = Array(operation.dataSha256Hash)
    guard operation.dataLength > 0 else {
      // Clients compare the hash of no data with it all the same.
      if !hash.isEmpty, target != .nothing, hash != Array(SHA256.hash(data: [UInt8]())) {
        findings.fault("\(label): it has the hash of data, and no data; clients fail with 29")
      }
      return
    }
    let offset = UInt64(operation.dataOffset)
    if offset != dataEnd {
      findings.fault(
        "\(label): its data begin at offset \(offset), and the data before end at \(dataEnd);"
          + " clients refuse gaps and overlaps with 28")
    }
    // Two numbers of 32 bits and a metadata size within the file cannot overflow.
    dataEnd = offset + UInt64(operation.dataLength)
    farthest = max(farthest, metadataSize + dataEnd)
    if hash.isEmpty {
      withoutHash += 1
      if target != .nothing { findings.fault("\(label): its data have no hash; clients fail with 38") }
    } else if hash.count != 32 {
      findings.fault("\(label): its data hash has \(hash.count) bytes instead of 32")
    } else if metadataSize + dataEnd > fileSize {
      outside += 1
    } else {
      ranges.append(
        DataRange(label: label, bytes: (metadataSize + offset)..<(metadataSize + dataEnd), sha256: hash))
    }
  }

  /// The ranges in the order of the file, without those that overlap one before them.
  func disjointRanges() -> [DataRange] {
    var end: UInt64 = 0
    return ranges.sorted { $0.bytes.lowerBound < $1.bytes.lowerBound }.filter { range in
      guard range.bytes.lowerBound >= end else { return false }
      end = range.bytes.upperBound
      return true
    }
  }
}
