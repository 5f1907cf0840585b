internal import Glibc

/// The name of a segment's file: `1795428000123-4711-9f3a61c2d4e5f607.journal`.
///
/// When the segment was begun, in milliseconds since 1970; by which process; and a random number, so that no two hosts give
/// the same name. Names sort by time.
public struct SegmentName: Hashable, Comparable, Sendable {
  /// The file of the segment that CGI processes share, until it is full or read; then it gets the name in its first frame.
  public static let shared = "shared"

  /// The name.
  public let text: String

  /// A new name.
  ///
  /// - Parameter time: milliseconds since 1970-01-01T00:00:00Z.
  init(at time: Int64) {
    let random = UInt64.random(in: 0...UInt64.max)
    text = "\(Self.padded(max(0, time)))-\(getpid())-\(Self.hexadecimal(random)).journal"
  }

  /// Reads a name; nil when a file with it is no segment.
  public init?(_ text: String) {
    let bytes = text.utf8.span
    guard (24...64).contains(bytes.count), text.hasSuffix(".journal") else { return nil }
    for index in 0..<bytes.count - 8 {
      switch bytes[index] {
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"), UInt8(ascii: "-"): break
      default: return nil
      }
    }
    guard bytes[0] != UInt8(ascii: "-") else { return nil }
    self.text = text
  }

  /// When the segment was begun, in milliseconds since 1970; 0 when the name does not tell.
  var beginning: Int64 { Int64(text.prefix { $0 != "-" }) ?? 0 }

  /// Whether the left segment was begun before the right one.
  public static func < (left: SegmentName, right: SegmentName) -> Bool {
    left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
  }

  /// Thirteen digits, which are enough until 2286.
  private static func padded(_ number: Int64) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, 13 - digits.utf8.count)) + digits
  }

  private static func hexadecimal(_ number: UInt64) -> String {
    let digits = String(number, radix: 16)
    return String(repeating: "0", count: 16 - digits.utf8.count) + digits
  }
}
