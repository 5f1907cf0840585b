/// The version of an application: dotted numbers, then optionally `-prerelease` and `+build`.
///
/// The order is that of semantic versioning 2.0 §11, widened to what update clients really send: one or more numeric
/// parts of any length, a missing part counts as 0 (`1.2` equals `1.2.0`), a pre-release sorts below its release and
/// `+build` is ignored. `ForcedUpdate`, which update_engine sends when an operator forces an update, is older than
/// everything else. Equality and hashing follow the order, so `1.0` and `1.0.0+x` are one key; ``text`` keeps what was
/// written.
public struct Version: Sendable {
  /// The longest version that is accepted, in bytes of UTF-8.
  public static let maximumLength = 256

  /// The version of an app that is not installed yet, which a client tells by an empty version or by none (Omaha 3.0).
  public static let notInstalled = "0.0.0.0"

  /// The version as it was written.
  public let text: String

  /// Where the dotted numbers end; 0 for `ForcedUpdate`, which has none.
  let numbersEnd: Int

  /// Where the pre-release ends; equal to ``numbersEnd`` when there is none.
  let preReleaseEnd: Int

  /// Reads a version; nil when the text is not one, or is longer than ``maximumLength``.
  public init?(_ text: String) {
    guard text.utf8.count <= Version.maximumLength else { return nil }
    self.text = text
    if text == "ForcedUpdate" {
      numbersEnd = 0
      preReleaseEnd = 0
      return
    }
    let bytes = text.utf8.span
    guard let numbersEnd = endOfIdentifiers(in: bytes, from: 0, where: isDigit) else { return nil }
    var end = numbersEnd
    if end < bytes.count, bytes[end] == UInt8(ascii: "-") {
      guard let next = endOfIdentifiers(in: bytes, from: end + 1, where: isIdentifier) else { return nil }
      end = next
    }
    self.numbersEnd = numbersEnd
    preReleaseEnd = end
    if end < bytes.count, bytes[end] == UInt8(ascii: "+") {
      guard let next = endOfIdentifiers(in: bytes, from: end + 1, where: isIdentifier) else { return nil }
      end = next
    }
    guard end == bytes.count else { return nil }
  }

  /// True for `ForcedUpdate`: the machine wants whatever is on offer.
  public var isForcedUpdate: Bool { numbersEnd == 0 }

  /// True when a pre-release follows the numbers.
  public var isPreRelease: Bool { preReleaseEnd > numbersEnd }

  /// What follows the `+`, which no order looks at; nil when there is none.
  public var build: Substring? {
    preReleaseEnd < text.utf8.count && !isForcedUpdate
      ? text[text.utf8.index(text.startIndex, offsetBy: preReleaseEnd + 1)...] : nil
  }
}

extension Version: CustomStringConvertible {
  /// The version as it was written.
  public var description: String { text }
}

/// Where the dot-separated, non-empty identifiers that start at `start` end; nil when one of them is empty.
private func endOfIdentifiers(in bytes: Span<UInt8>, from start: Int, where accepts: (UInt8) -> Bool) -> Int? {
  var index = start
  while true {
    let first = index
    while index < bytes.count, accepts(bytes[index]) { index += 1 }
    if index == first { return nil }
    guard index < bytes.count, bytes[index] == UInt8(ascii: ".") else { return index }
    index += 1
  }
}

@inline(__always)
func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }

@inline(__always)
func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- UInt8(ascii: "a") < 26 }

@inline(__always)
private func isIdentifier(_ byte: UInt8) -> Bool { isDigit(byte) || isLetter(byte) || byte == UInt8(ascii: "-") }
