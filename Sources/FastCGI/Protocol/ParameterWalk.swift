/// Walks the name-value pairs of a PARAMS or GET_VALUES stream without keeping them: only whether their lengths tell the truth.
///
/// A pair is two lengths, each one byte or, with the high bit set, four, then the name, then the value (FastCGI 1.0 §3.4).
/// The stream may be cut into records anywhere. libfcgi allocates what a length claims, up to 4 GiB, before it looks whether
/// the bytes are there, so nothing that lies reaches it.
struct ParameterWalk {
  /// The content bytes walked so far.
  private(set) var total = 0
  private let limit: Int
  private var phase = Phase.name(bytesLeft: 0, length: 0, started: false)
  private var pairLength = 0

  private enum Phase {
    case name(bytesLeft: Int, length: Int, started: Bool)
    case value(bytesLeft: Int, length: Int, started: Bool)
    case content(bytesLeft: Int)
  }

  /// A walk over at most `limit` bytes.
  init(limit: Int) {
    self.limit = limit
  }

  /// Whether the bytes so far end with a whole pair.
  var isAtBoundary: Bool {
    if case .name(_, _, started: false) = phase { true } else { false }
  }

  /// Takes the content of the next record; false when a pair cannot fit into the limit.
  mutating func take(_ bytes: Span<UInt8>, in range: Range<Int>) -> Bool {
    total += range.count
    guard total <= limit else { return false }
    var offset = range.lowerBound
    while offset < range.upperBound {
      switch phase {
      case .content(let bytesLeft):
        let taken = min(bytesLeft, range.upperBound - offset)
        offset += taken
        phase =
          taken == bytesLeft ? .name(bytesLeft: 0, length: 0, started: false) : .content(bytesLeft: bytesLeft - taken)
      case .name(let bytesLeft, let length, let started):
        let next = Self.extend(length, by: bytes[offset], bytesLeft: bytesLeft, started: started)
        offset += 1
        if next.bytesLeft > 0 {
          phase = .name(bytesLeft: next.bytesLeft, length: next.length, started: true)
        } else {
          pairLength = next.length
          phase = .value(bytesLeft: 0, length: 0, started: false)
        }
      case .value(let bytesLeft, let length, let started):
        let next = Self.extend(length, by: bytes[offset], bytesLeft: bytesLeft, started: started)
        offset += 1
        if next.bytesLeft > 0 {
          phase = .value(bytesLeft: next.bytesLeft, length: next.length, started: true)
        } else {
          pairLength += next.length
          guard pairLength <= limit else { return false }
          phase = pairLength == 0 ? .name(bytesLeft: 0, length: 0, started: false) : .content(bytesLeft: pairLength)
        }
      }
    }
    return true
  }

  private static func extend(
    _ length: Int, by byte: UInt8, bytesLeft: Int, started: Bool
  ) -> (length: Int, bytesLeft: Int) {
    if !started {
      return byte & 0x80 == 0 ? (Int(byte), 0) : (Int(byte & 0x7f), 3)
    }
    return (length << 8 | Int(byte), bytesLeft - 1)
  }
}
