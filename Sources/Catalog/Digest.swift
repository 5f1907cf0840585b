/// The two spellings of a digest in a manifest.
package enum Digest {
  /// The bytes of padded standard base64 (RFC 4648 §4) of exactly `count` bytes; nil when the text is anything else.
  package static func base64(_ text: String, count: Int) -> [UInt8]? {
    let characters = Array(text.utf8)
    guard characters.count == (count + 2) / 3 * 4 else { return nil }
    let padding = characters.count / 4 * 3 - count
    guard characters.suffix(padding).allSatisfy({ $0 == UInt8(ascii: "=") }) else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count)
    var bits: UInt32 = 0
    var bitCount = 0
    for character in characters.dropLast(padding) {
      guard let value = sextet(character) else { return nil }
      bits = bits << 6 | value
      bitCount += 6
      if bitCount >= 8 {
        bitCount -= 8
        bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(bitCount)))
        bits &= (1 << UInt32(bitCount)) - 1
      }
    }
    // Bits that belong to no byte are 0, or two texts would name one digest (RFC 4648 §3.5).
    return bits == 0 ? bytes : nil
  }

  /// The bytes of hexadecimal of exactly `count` bytes, in any case; nil when the text is anything else.
  package static func hexadecimal(_ text: String, count: Int) -> [UInt8]? {
    let characters = Array(text.utf8)
    guard characters.count == 2 * count else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count)
    for index in stride(from: 0, to: characters.count, by: 2) {
      guard let high = nibble(characters[index]), let low = nibble(characters[index + 1]) else { return nil }
      bytes.append(high << 4 | low)
    }
    return bytes
  }

  private static func sextet(_ character: UInt8) -> UInt32? {
    switch character {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(character - UInt8(ascii: "A"))
    case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(character - UInt8(ascii: "a")) + 26
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(character - UInt8(ascii: "0")) + 52
    case UInt8(ascii: "+"): 62
    case UInt8(ascii: "/"): 63
    default: nil
    }
  }

  private static func nibble(_ character: UInt8) -> UInt8? {
    switch character {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): character - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): character - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): character - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}
