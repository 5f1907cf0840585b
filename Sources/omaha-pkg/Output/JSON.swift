internal import Catalog
internal import FoundationEssentials

/// Data for programs, on standard output.
enum JSON {
  /// Prints a value with its keys sorted, so that two outputs can be compared.
  static func print(_ value: some Encodable) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    let text = String(decoding: try encoder.encode(value), as: UTF8.self)
    // The encoder escapes C0 only. Line breaks are its own layout: those of values it has escaped.
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    Swift.print(lines.map { Self.escapingControls($0) }.joined(separator: "\n"))
  }

  /// A value as one line, with its keys sorted, for a command that tells one thing after the other.
  static func line(_ value: some Encodable) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let bytes = (try? encoder.encode(value)) ?? Data()
    return escapingControls(String(decoding: bytes, as: UTF8.self)[...])
  }

  private static func escapingControls(_ line: Substring) -> String {
    guard String(line).escaped != line else { return String(line) }
    var text = ""
    for scalar in line.unicodeScalars {
      if String(scalar).escaped == String(scalar) {
        text.unicodeScalars.append(scalar)
      } else {
        let digits = String(scalar.value, radix: 16)
        text += "\\u" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
      }
    }
    return text
  }
}
