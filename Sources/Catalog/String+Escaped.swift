extension String {
  /// The text with everything that could move a terminal's cursor or end a line written as an escape: `\n`, `\u{1b}`.
  ///
  /// For messages and tables: what stands in a file or came with a request is shown, never obeyed.
  package var escaped: String {
    guard unicodeScalars.contains(where: Self.isUnsafe) else { return self }
    var text = ""
    for scalar in unicodeScalars {
      switch scalar {
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      case _ where Self.isUnsafe(scalar): text += "\\u{\(String(scalar.value, radix: 16))}"
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text
  }

  /// C0 and C1 controls, DEL, line separators and the marks that reverse the direction of text.
  private static func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F..<0xA0, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069: true
    default: false
    }
  }

  /// The text ``escaped`` and in quotation marks, cut after 80 characters.
  package var quoted: String {
    "\"" + (count > 80 ? String(prefix(80)).escaped + "…" : escaped) + "\""
  }
}
