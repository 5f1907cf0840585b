/// Identifiers that nothing else has.
package enum RandomID {
  /// A random UUID in braces (RFC 9562 §5.4), as update_engine writes them.
  package static func next() -> String {
    var digits = Array(hexadecimal(UInt64.random(in: 0...UInt64.max)) + hexadecimal(UInt64.random(in: 0...UInt64.max)))
    digits[12] = "4"
    digits[16] = "89ab".randomElement() ?? "8"
    let groups = [digits[0..<8], digits[8..<12], digits[12..<16], digits[16..<20], digits[20..<32]]
    return "{\(groups.map { String($0) }.joined(separator: "-"))}"
  }

  private static func hexadecimal(_ number: UInt64) -> String {
    let digits = String(number, radix: 16)
    return String(repeating: "0", count: 16 - digits.utf8.count) + digits
  }
}
