/// The value of a label, which a machine may have chosen.
///
/// It is made fit first and counted by afterwards: two texts that look alike in the end are one series, for Prometheus takes no series
/// twice.
struct LabelValue: Hashable, Comparable, ExpressibleByStringLiteral {
  /// The longest value, in bytes of UTF-8; of a longer text the beginning is kept.
  static let maximumLength = 128

  /// What stands for all values that are not told apart.
  static let other: LabelValue = "other"

  /// The text.
  let text: String

  /// The value for a text. Control characters are replaced: Prometheus takes a NUL for the end of the page.
  init(_ text: String) {
    if text.utf8.count <= Self.maximumLength, text.utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) {
      self.text = text
      return
    }
    var scalars = String.UnicodeScalarView()
    var length = 0
    for scalar in text.unicodeScalars {
      let fit = scalar.properties.generalCategory == .control && scalar != "\n" ? "\u{FFFD}" : scalar
      length += UTF8.width(fit)
      guard length <= Self.maximumLength else { break }
      scalars.append(fit)
    }
    self.text = String(scalars)
  }

  /// The value for a number; -1 stands for numbers that are not told apart.
  init(_ number: Int64) { self = number < 0 ? .other : LabelValue(String(number)) }

  init(stringLiteral text: String) { self.init(text) }

  static func < (left: LabelValue, right: LabelValue) -> Bool { left.text < right.text }
}
