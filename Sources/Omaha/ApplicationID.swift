/// The identity of an application: a GUID or a name such as `com.example.agent`.
///
/// Letters, digits, `.`, `_` and `-`, not starting with a dot, at most 128 bytes, optionally in braces. Case and braces
/// do not count: ``key``, which also names the application's directory, is in lower case and without braces. Nothing
/// else is an ID, so that no ID can name a path outside the catalog.
public struct ApplicationID: Sendable {
  /// The longest ID, in bytes, braces included.
  public static let maximumLength = 128

  /// The ID as it was written.
  public let text: String

  /// The ID in lower case and without braces; what look-ups and directories go by.
  public let key: String

  /// Reads an ID; nil when the text is not one.
  public init?(_ text: String) {
    let bytes = text.utf8.span
    guard bytes.count <= ApplicationID.maximumLength, bytes.count > 0 else { return nil }
    var start = 0
    var end = bytes.count
    if bytes[0] == UInt8(ascii: "{") {
      guard end > 2, bytes[end - 1] == UInt8(ascii: "}") else { return nil }
      start = 1
      end -= 1
    }
    guard bytes[start] != UInt8(ascii: ".") else { return nil }
    var isCanonical = start == 0
    for index in start..<end {
      let byte = bytes[index]
      switch byte {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"): isCanonical = false
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): break
      case UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"): break
      default: return nil
      }
    }
    self.text = text
    key = isCanonical ? text : ApplicationID.lowercased(bytes, start..<end)
  }

  private static func lowercased(_ bytes: Span<UInt8>, _ range: Range<Int>) -> String {
    unsafe String(unsafeUninitializedCapacity: range.count) { lowered in
      for (position, index) in range.enumerated() {
        let byte = bytes[index]
        unsafe lowered[position] = isLetter(byte) ? byte | 0x20 : byte
      }
      return range.count
    }
  }
}

extension ApplicationID {
  /// How a text in UTF-8 compares with this ID: 0 when it names the same application, however it is written, negative when
  /// it comes before ``key``.
  ///
  /// - Parameter text: The text without its braces (``bare(_:)``). None that is not an ID compares as equal.
  package func order(of text: UnsafeBufferPointer<UInt8>) -> Int {
    unsafe key.utf8.span.withUnsafeBufferPointer { key in
      for index in 0..<min(text.count, key.count) {
        let byte = unsafe text[index]
        let folded = isLetter(byte) ? byte | 0x20 : byte
        if unsafe folded != key[index] { return unsafe Int(folded) - Int(key[index]) }
      }
      return text.count - key.count
    }
  }

  /// A text without white space, then without braces around it; the text itself when there are none.
  package static func bare(_ text: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
    let text = unsafe trimmed(text)
    guard text.count > 2, unsafe text[0] == UInt8(ascii: "{"), unsafe text[text.count - 1] == UInt8(ascii: "}") else {
      return unsafe text
    }
    return unsafe UnsafeBufferPointer(rebasing: text[1..<text.count - 1])
  }
}

extension ApplicationID: Hashable {
  /// Whether two IDs name one application; case and braces do not count.
  public static func == (left: ApplicationID, right: ApplicationID) -> Bool { left.key == right.key }

  /// Feeds the key.
  public func hash(into hasher: inout Hasher) { hasher.combine(key) }
}

extension ApplicationID: CustomStringConvertible {
  /// The ID as it was written.
  public var description: String { text }
}
