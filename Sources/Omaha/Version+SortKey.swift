extension Version {
  /// A text whose bytes sort as versions do, for databases that compare texts. Versions of one precedence have one key.
  ///
  /// A number is written as the count of its digits and the digits: `10` is `c10`, above `b9`. The numbers end with `.`, or with
  /// `-` where a pre-release follows, which both sort below a further number.
  package var sortKey: String {
    var key: [UInt8] = []
    let bytes = text.utf8.span
    var zeroParts = 0
    var start = 0
    while let part = identifier(in: bytes, from: start, end: numbersEnd) {
      let digits = withoutLeadingZeros(part, in: bytes)
      if digits.isEmpty {
        // Zeros at the end say nothing.
        zeroParts += 1
      } else {
        for _ in 0..<zeroParts { key.append(Self.countOfNone) }
        zeroParts = 0
        Self.append(digits, of: bytes, to: &key)
      }
      start = part.upperBound + 1
    }
    // What an update is forced from is older than everything, as the empty key is.
    if isForcedUpdate { return "" }
    key.append(UInt8(ascii: isPreRelease ? "-" : "."))
    start = numbersEnd + 1
    while let part = identifier(in: bytes, from: start, end: preReleaseEnd) {
      if isNumber(part, in: bytes) {
        key.append(UInt8(ascii: "0"))
        Self.append(withoutLeadingZeros(part, in: bytes), of: bytes, to: &key)
      } else {
        key.append(UInt8(ascii: "1"))
        for index in part { key.append(bytes[index]) }
        key.append(UInt8(ascii: " "))
      }
      start = part.upperBound + 1
    }
    return String(decoding: key, as: UTF8.self)
  }

  private static let countOfNone = UInt8(ascii: "a")

  /// Appends a number: a letter for the count of its digits, or `z` and three digits for a count above 24.
  private static func append(_ digits: Range<Int>, of bytes: Span<UInt8>, to key: inout [UInt8]) {
    if digits.count < 25 {
      key.append(countOfNone + UInt8(digits.count))
    } else {
      key.append(UInt8(ascii: "z"))
      for divisor in [100, 10, 1] { key.append(UInt8(ascii: "0") + UInt8(digits.count / divisor % 10)) }
    }
    for index in digits { key.append(bytes[index]) }
  }
}
