/// A length of time as ISO 8601 writes it (§5.5.2.4), in weeks or in days, hours, minutes and seconds: `P3D`, `PT36H`, `P1W`.
///
/// Months and years have no fixed length and are refused.
public struct Period: Hashable, Sendable {
  /// The longest period, in seconds: ten years of 365 days.
  static let maximum: Int64 = 10 * 365 * 86_400

  /// The length in seconds, above 0.
  public let seconds: Int64

  /// Reads a period; nil when it is none, nothing, or longer than ten years.
  public init?(_ text: String) {
    var bytes = text.utf8[...]
    guard bytes.popFirst() == UInt8(ascii: "P"), !bytes.isEmpty else { return nil }
    // Every unit once, in this order.
    var units: [(UInt8, Int64)] = [(UInt8(ascii: "W"), 604_800), (UInt8(ascii: "D"), 86_400)]
    var isTime = false
    var total: Int64 = 0
    while let first = bytes.first {
      if first == UInt8(ascii: "T") {
        guard !isTime else { return nil }
        isTime = true
        units = [(UInt8(ascii: "H"), 3_600), (UInt8(ascii: "M"), 60), (UInt8(ascii: "S"), 1)]
        bytes.removeFirst()
        guard !bytes.isEmpty else { return nil }
        continue
      }
      let digits = bytes.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
      guard (1...9).contains(digits.count) else { return nil }
      let number = digits.reduce(Int64(0)) { $0 * 10 + Int64($1 - UInt8(ascii: "0")) }
      bytes.removeFirst(digits.count)
      guard let unit = bytes.popFirst(), let index = units.firstIndex(where: { $0.0 == unit }) else { return nil }
      total += number * units[index].1
      // A week stands alone.
      if unit == UInt8(ascii: "W"), !bytes.isEmpty || total != number * 604_800 { return nil }
      units.removeFirst(index + 1)
    }
    guard (1...Self.maximum).contains(total) else { return nil }
    seconds = total
  }
}

extension Period {
  /// Reads what people type: `3d`, `72h`, `1d12h`, `90m` (minutes), `2w`, or a period of ISO 8601.
  public init?(typed text: String) {
    if let period = Period(text) {
      self = period
      return
    }
    let units = text.uppercased()
    guard let first = units.first, first.isNumber else { return nil }
    // Days and weeks stand before the T of ISO 8601, the others behind it.
    let dateEnd = units.lastIndex { $0 == "D" || $0 == "W" }.map { units.index(after: $0) } ?? units.startIndex
    let time = units[dateEnd...]
    self.init("P\(units[..<dateEnd])" + (time.isEmpty ? "" : "T\(time)"))
  }
}

extension Period: CustomStringConvertible {
  /// The shortest writing in days and smaller units, such as `P3D` or `PT36M`.
  public var description: String {
    var text = "P"
    if seconds >= 86_400 { text += "\(seconds / 86_400)D" }
    let rest = seconds % 86_400
    guard rest > 0 else { return text }
    text += "T"
    if rest >= 3_600 { text += "\(rest / 3_600)H" }
    if rest / 60 % 60 > 0 { text += "\(rest / 60 % 60)M" }
    if rest % 60 > 0 { text += "\(rest % 60)S" }
    return text
  }
}

extension Period {
  /// For people: `3 days`, `1 day 12 hours`.
  package var text: String {
    var rest = seconds
    var parts: [String] = []
    for (unit, size) in [("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1)] as [(String, Int64)]
    where rest >= size {
      let count = rest / size
      parts.append("\(count) \(unit)\(count == 1 ? "" : "s")")
      rest %= size
    }
    return parts.joined(separator: " ")
  }

  /// A text for people, with each of its words that is a period spelled out: `over P3D` is `over 3 days`.
  package static func spelledOut(in text: String) -> String {
    text.split(separator: " ").map { Period(String($0))?.text ?? String($0) }.joined(separator: " ")
  }
}
