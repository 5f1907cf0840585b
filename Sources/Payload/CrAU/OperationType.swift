/// How an operation makes blocks of the new partition.
public struct OperationType: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
  /// The number in the manifest.
  public let rawValue: Int32

  /// Any number; those without a name are kept.
  public init(rawValue: Int32) {
    self.rawValue = rawValue
  }

  /// The data are the blocks.
  public static let replace = OperationType(rawValue: 0)
  /// The data are the blocks, compressed by bzip2.
  public static let replaceBZ = OperationType(rawValue: 1)
  /// Blocks of the old partition, elsewhere; no data.
  public static let move = OperationType(rawValue: 2)
  /// The data are a bsdiff patch for blocks of the old partition.
  public static let bsdiff = OperationType(rawValue: 3)

  /// Whether the format knows it.
  public var isKnown: Bool { (0...3).contains(rawValue) }

  /// "REPLACE_BZ", or "type 8" when it has no name.
  public var description: String {
    switch self {
    case .replace: "REPLACE"
    case .replaceBZ: "REPLACE_BZ"
    case .move: "MOVE"
    case .bsdiff: "BSDIFF"
    default: "type \(rawValue)"
    }
  }
}
