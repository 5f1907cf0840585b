/// A part of a fleet, exact to a millionth: `25`, `0.5` or `99.9999` percent.
public struct Share: Hashable, Comparable, Sendable {
  /// Millionths, 0...1000000.
  public let millionths: Int

  /// Nobody.
  public static let none = Share(unchecked: 0)
  /// Everybody.
  public static let all = Share(unchecked: 1_000_000)

  init(unchecked millionths: Int) { self.millionths = millionths }

  /// Reads a percentage from 0 to 100 with up to four decimals, without a sign; nil otherwise.
  public init?(percent text: String) {
    let parts = text.utf8.split(separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
    guard let whole = parts.first, (1...3).contains(whole.count) else { return nil }
    let decimals = parts.count == 2 ? Array(parts[1]) : []
    guard parts.count == 1 || (1...4).contains(decimals.count) else { return nil }
    var value = 0
    for byte in Array(whole) + decimals {
      guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
      value = value * 10 + Int(byte - UInt8(ascii: "0"))
    }
    for _ in decimals.count..<4 { value *= 10 }
    guard value <= 1_000_000 else { return nil }
    millionths = value
  }

  /// Whether the left share is the smaller one.
  public static func < (left: Share, right: Share) -> Bool { left.millionths < right.millionths }

  /// Whether a bucket is within the share.
  func includes(_ bucket: RolloutBucket) -> Bool {
    // In 64 bits: a million is 20 of them, a bucket 32.
    UInt64(bucket.value) * 1_000_000 < UInt64(millionths) << 32
  }
}

extension Share: CustomStringConvertible {
  /// A percentage with as many decimals as it needs, such as `25%` or `0.5%`.
  public var description: String { percent + "%" }

  /// The percentage without its sign, as files carry it.
  public var percent: String {
    var decimals = String(millionths % 10_000)
    decimals = String(repeating: "0", count: 4 - decimals.utf8.count) + decimals
    while decimals.utf8.last == UInt8(ascii: "0") { decimals.removeLast() }
    return String(millionths / 10_000) + (decimals.isEmpty ? "" : "." + decimals)
  }
}
