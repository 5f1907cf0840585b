/// A text in UTF-8 without the white space around it: XML's spaces, tabs, carriage returns and line feeds.
///
/// Files that people edit leave them: a `GROUP=stable` with a line end of Windows comes as `track="stable&#13;"`.
@inline(__always)
package func trimmed(_ bytes: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
  unsafe UnsafeBufferPointer(rebasing: bytes[trimmed(0..<bytes.count, of: bytes)])
}

/// A part of a text in UTF-8 without the white space around it.
@inline(__always)
func trimmed(_ range: Range<Int>, of bytes: UnsafeBufferPointer<UInt8>) -> Range<Int> {
  var start = range.lowerBound
  var end = range.upperBound
  while start < end, unsafe isSpace(bytes[start]) { start += 1 }
  while end > start, unsafe isSpace(bytes[end - 1]) { end -= 1 }
  return start..<end
}

/// A text without the white space around it; the very same text, not a copy, when there is none.
package func trimmed(_ text: String) -> String {
  let bytes = text.utf8
  guard let first = bytes.first, let last = bytes.last, isSpace(first) || isSpace(last) else { return text }
  return unsafe bytes.span.withUnsafeBufferPointer { unsafe String(decoding: trimmed($0), as: UTF8.self) }
}

@inline(__always)
private func isSpace(_ byte: UInt8) -> Bool {
  byte <= 0x20 && (byte == 0x20 || byte == 0x0D || byte == 0x0A || byte == 0x09)
}

/// A decimal number as the protocol writes it: digits, optionally behind a minus sign; nil for anything else and for what
/// does not fit.
func decimal<Number: FixedWidthInteger>(_ text: String) -> Number? {
  unsafe text.utf8.span.withUnsafeBufferPointer { unsafe decimal($0) }
}

/// A decimal number in UTF-8.
func decimal<Number: FixedWidthInteger>(_ bytes: UnsafeBufferPointer<UInt8>) -> Number? {
  let isNegative = unsafe bytes.count > 0 && bytes[0] == UInt8(ascii: "-")
  let start = isNegative ? 1 : 0
  guard bytes.count > start else { return nil }
  var value: Number = 0
  for index in start..<bytes.count {
    guard unsafe isDigit(bytes[index]) else { return nil }
    let digit = unsafe Number(bytes[index] - UInt8(ascii: "0"))
    let (product, productOverflow) = value.multipliedReportingOverflow(by: 10)
    let (sum, sumOverflow) =
      isNegative ? product.subtractingReportingOverflow(digit) : product.addingReportingOverflow(digit)
    guard !productOverflow, !sumOverflow else { return nil }
    value = sum
  }
  return value
}

/// Whether a number in UTF-8 is one of at most eighteen digits, so that it fits 64 bits, and spelled in the shortest way.
func isPlainNumber(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
  let first = unsafe bytes.first == UInt8(ascii: "-") ? 1 : 0
  guard first < bytes.count, bytes.count - first <= 18 else { return false }
  for index in first..<bytes.count { guard unsafe isDigit(bytes[index]) else { return false } }
  return unsafe bytes[first] != UInt8(ascii: "0") || bytes.count == 1
}

/// A truth value as clients write it: `1` and `true`, `0` and `false`, the words in any case; nil for anything else.
func boolean(_ text: String) -> Bool? { unsafe text.utf8.span.withUnsafeBufferPointer { unsafe boolean($0) } }

/// A truth value in UTF-8.
func boolean(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool? {
  if bytes.count == 1 {
    switch unsafe bytes[0] {
    case UInt8(ascii: "1"): return true
    case UInt8(ascii: "0"): return false
    default: return nil
    }
  }
  if unsafe isWord("true", bytes, inAnyCase: true) { return true }
  return unsafe isWord("false", bytes, inAnyCase: true) ? false : nil
}

/// Whether a truth value in UTF-8 is spelled `true` or `false`.
func isPlainFlag(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
  unsafe isWord("true", bytes, inAnyCase: false) || isWord("false", bytes, inAnyCase: false)
}

/// Whether a text is a word of small letters, in any case.
func isWord(_ word: StaticString, _ text: String) -> Bool {
  unsafe text.utf8.span.withUnsafeBufferPointer { unsafe isWord(word, $0, inAnyCase: true) }
}

/// Whether the bytes are a word of ASCII; in any case, then the word is in small letters.
func isWord(_ word: StaticString, _ bytes: UnsafeBufferPointer<UInt8>, inAnyCase: Bool) -> Bool {
  guard bytes.count == word.utf8CodeUnitCount else { return false }
  for index in 0..<bytes.count {
    let byte = unsafe bytes[index]
    let folded = inAnyCase && isLetter(byte) ? byte | 0x20 : byte
    if unsafe folded != word.utf8Start[index] { return false }
  }
  return true
}
