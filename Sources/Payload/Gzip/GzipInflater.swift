internal import Gzip

/// Inflates gzip members one after another and throws the output away but for its beginning.
final class GzipInflater {
  /// What became of the bytes given.
  enum Outcome: Equatable {
    /// The member goes on; all bytes were taken.
    case more
    /// The member ended, whole; so many of the bytes given were not taken.
    case memberEnd(unused: Int)
    /// The member is broken.
    case broken(String)
  }

  private static let outputSize = 256 << 10

  private let stream = GzipStream()
  private var output: [UInt8] = []
  /// Bytes that came out of all members so far.
  private(set) var inflatedSize: UInt64 = 0
  /// The first of them, as many as tell a format.
  private(set) var beginning: [UInt8] = []

  init() {
    output.reserveCapacity(Self.outputSize)
    stream?.keepHeader()
  }

  /// The header of the first member; nil until it has come.
  var header: GzipHeader? { stream?.header }

  /// Begins another member.
  func startMember() { stream?.startMember() }

  /// Takes the next bytes of the member.
  func inflate(_ bytes: RawSpan) -> Outcome {
    guard let stream else { return .broken("zlib has no memory") }
    var rest = bytes
    while true {
      output.removeAll(keepingCapacity: true)
      var step: (outcome: GzipStream.Outcome, taken: Int) = (.more, 0)
      output.append(addingCapacity: Self.outputSize) { step = stream.inflate(rest, into: &$0) }
      rest = rest.extracting(droppingFirst: step.taken)
      beginning += output.prefix(FileFormat.size - beginning.count)
      inflatedSize += UInt64(output.count)
      switch step.outcome {
      case .memberEnd: return .memberEnd(unused: rest.byteCount)
      case .more: if output.count < Self.outputSize { return .more }
      case .broken(let text): return .broken(Self.message(text))
      }
    }
  }

  /// zlib's own sentence in the words of the format.
  private static func message(_ text: String) -> String {
    switch text {
    case "incorrect data check": "CRC mismatch: the data are damaged"
    case "incorrect length check": "length mismatch: the data are damaged"
    case "incorrect header check", "header crc mismatch", "unknown header flags set", "unknown compression method":
      "damaged header: \(text)"
    default: "damaged data: \(text)"
    }
  }
}
