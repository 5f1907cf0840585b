/// Goes through a manifest's operations in the order in which clients carry them out: the partition's, then each
/// procedure's. update_engine reads the payload as a stream, so every operation's data must begin where the data before
/// it ended.
struct OperationWalk {
  /// Types of operations that clients do not know and that are counted all the same, in each list. Each operation of such a type
  /// is a fault, whether it is counted or not.
  static let maximumUnknownTypes = 16

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
  ///   - old: What they read; `nil` in a full payload.
  ///   - new: What they write.
  /// - Returns: how many there are of each type, of those without a name the first few.
  mutating func take(
    _ operations: [ProtoInstallOperation], of owner: String, old: InstallInfo?, new: InstallInfo?,
    findings: inout Findings
  ) -> [OperationCount] {
    var counts: [OperationType: (count: Int, dataSize: UInt64)] = [:]
    var unknownTypes = 0
    let source = ExtentCheck(size: old?.size, blockSize: blockSize)
    let destination = ExtentCheck(size: new?.size, blockSize: blockSize)
    for (index, operation) in operations.enumerated() {
      let type = OperationType(rawValue: operation.type)
      let label = "\(owner) operation \(index) (\(operation.hasType ? type.description : "no type"))"
      if !operation.hasType {
        findings.fault("\(label): the manifest does not say what it does")
      } else if !type.isKnown {
        findings.fault("\(label): clients do not know this type")
      }
      if operation.hasType, type.isKnown || counts[type] != nil || unknownTypes < Self.maximumUnknownTypes {
        if !type.isKnown, counts[type] == nil { unknownTypes += 1 }
        counts[type, default: (0, 0)].count += 1
        counts[type, default: (0, 0)].dataSize += UInt64(operation.dataLength)
      }
      let isLast = index == operations.count - 1
      if let fault = source.fault(in: operation.srcExtents, mayOverrun: isLast)
        ?? destination.fault(in: operation.dstExtents, mayOverrun: isLast)
      {
        findings.fault("\(label): \(fault)")
      }
      if type == .replace, let room = destination.capacity(of: operation.dstExtents), operation.dataLength > room {
        findings.fault("\(label): \(operation.dataLength) bytes of data do not fit its blocks of \(room) bytes")
      }
      takeData(of: operation, label: label, findings: &findings)
    }
    return counts.sorted { $0.key.rawValue < $1.key.rawValue }
      .map { OperationCount(type: $0.key, count: $0.value.count, dataSize: $0.value.dataSize) }
  }

  private mutating func takeData(of operation: ProtoInstallOperation, label: String, findings: inout Findings) {
    guard operation.dataLength > 0 else { return }
    let offset = UInt64(operation.dataOffset)
    if offset != dataEnd {
      findings.fault(
        "\(label): its data begin at offset \(offset), and the data before end at \(dataEnd);"
          + " clients refuse gaps and overlaps")
    }
    // Two numbers of 32 bits and a metadata size within the file cannot overflow.
    dataEnd = offset + UInt64(operation.dataLength)
    farthest = max(farthest, metadataSize + dataEnd)
    let hash = Array(operation.dataSha256Hash)
    if !operation.hasDataSha256Hash {
      withoutHash += 1
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
