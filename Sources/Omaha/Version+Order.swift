extension Version: Comparable {
  /// Whether two versions have the same precedence; `1.2` equals `1.2.0+build`.
  public static func == (left: Version, right: Version) -> Bool { left.order(with: right) == 0 }

  /// Whether the left version is older than the right one.
  public static func < (left: Version, right: Version) -> Bool { left.order(with: right) < 0 }

  /// Negative when this version is the older one, 0 when both have the same precedence. Allocates nothing.
  private func order(with other: Version) -> Int {
    if isForcedUpdate || other.isForcedUpdate {
      return (isForcedUpdate ? 0 : 1) - (other.isForcedUpdate ? 0 : 1)
    }
    let bytes = text.utf8.span
    let otherBytes = other.text.utf8.span
    let numbers = orderOfNumbers(bytes, end: numbersEnd, otherBytes, end: other.numbersEnd)
    if numbers != 0 { return numbers }
    guard isPreRelease, other.isPreRelease else {
      return (isPreRelease ? 0 : 1) - (other.isPreRelease ? 0 : 1)
    }
    return orderOfPreReleases(
      bytes, from: numbersEnd + 1, end: preReleaseEnd, otherBytes, from: other.numbersEnd + 1, end: other.preReleaseEnd)
  }
}

extension Version: Hashable {
  /// Feeds what the order looks at: no leading zeros, no trailing zero parts, no build.
  public func hash(into hasher: inout Hasher) {
    let bytes = text.utf8.span
    var start = 0
    var zeroParts = 0
    while let part = identifier(in: bytes, from: start, end: numbersEnd) {
      let digits = withoutLeadingZeros(part, in: bytes)
      if digits.isEmpty {
        zeroParts += 1
      } else {
        hasher.combine(zeroParts)
        zeroParts = 0
        for index in digits { hasher.combine(bytes[index]) }
      }
      start = part.upperBound + 1
    }
    start = numbersEnd + 1
    while let part = identifier(in: bytes, from: start, end: preReleaseEnd) {
      hasher.combine(UInt8(ascii: "-"))
      for index in isNumber(part, in: bytes) ? withoutLeadingZeros(part, in: bytes) : part {
        hasher.combine(bytes[index])
      }
      start = part.upperBound + 1
    }
  }
}

extension Version {
  /// Whether the first numeric parts of this version are those of `prefix`, a missing part counting as 0.
  func startsWithNumbers(of prefix: Version) -> Bool {
    let bytes = text.utf8.span
    let prefixBytes = prefix.text.utf8.span
    var start = 0
    var prefixStart = 0
    while let wanted = identifier(in: prefixBytes, from: prefixStart, end: prefix.numbersEnd) {
      let part = identifier(in: bytes, from: start, end: numbersEnd) ?? numbersEnd..<numbersEnd
      if orderOfNumber(part, in: bytes, wanted, in: prefixBytes) != 0 { return false }
      start = part.upperBound + 1
      prefixStart = wanted.upperBound + 1
    }
    return true
  }
}

/// The identifier that starts at `start` and ends before the next dot; nil behind the last one.
func identifier(in bytes: Span<UInt8>, from start: Int, end: Int) -> Range<Int>? {
  guard start < end else { return nil }
  var index = start
  while index < end, bytes[index] != UInt8(ascii: ".") { index += 1 }
  return start..<index
}

func isNumber(_ part: Range<Int>, in bytes: Span<UInt8>) -> Bool {
  for index in part where !isDigit(bytes[index]) { return false }
  return true
}

func withoutLeadingZeros(_ part: Range<Int>, in bytes: Span<UInt8>) -> Range<Int> {
  var start = part.lowerBound
  while start < part.upperBound, bytes[start] == UInt8(ascii: "0") { start += 1 }
  return start..<part.upperBound
}

private func orderOfBytes(
  _ left: Range<Int>, in leftBytes: Span<UInt8>, _ right: Range<Int>, in rightBytes: Span<UInt8>
) -> Int {
  for offset in 0..<min(left.count, right.count) {
    let difference = Int(leftBytes[left.lowerBound + offset]) - Int(rightBytes[right.lowerBound + offset])
    if difference != 0 { return difference }
  }
  return left.count - right.count
}

/// Compares digits of any length as numbers; an empty range is 0.
private func orderOfNumber(
  _ left: Range<Int>, in leftBytes: Span<UInt8>, _ right: Range<Int>, in rightBytes: Span<UInt8>
) -> Int {
  let left = withoutLeadingZeros(left, in: leftBytes)
  let right = withoutLeadingZeros(right, in: rightBytes)
  if left.count != right.count { return left.count - right.count }
  return orderOfBytes(left, in: leftBytes, right, in: rightBytes)
}

private func orderOfNumbers(_ left: Span<UInt8>, end leftEnd: Int, _ right: Span<UInt8>, end rightEnd: Int) -> Int {
  var leftStart = 0
  var rightStart = 0
  while leftStart < leftEnd || rightStart < rightEnd {
    let leftPart = identifier(in: left, from: leftStart, end: leftEnd) ?? leftEnd..<leftEnd
    let rightPart = identifier(in: right, from: rightStart, end: rightEnd) ?? rightEnd..<rightEnd
    let order = orderOfNumber(leftPart, in: left, rightPart, in: right)
    if order != 0 { return order }
    leftStart = leftPart.upperBound + 1
    rightStart = rightPart.upperBound + 1
  }
  return 0
}

/// Semantic versioning 2.0 §11.4: numbers below words, numbers as numbers, words as ASCII, fewer identifiers first.
private func orderOfPreReleases(
  _ left: Span<UInt8>, from leftStart: Int, end leftEnd: Int,
  _ right: Span<UInt8>, from rightStart: Int, end rightEnd: Int
) -> Int {
  var leftStart = leftStart
  var rightStart = rightStart
  while true {
    let leftPart = identifier(in: left, from: leftStart, end: leftEnd)
    let rightPart = identifier(in: right, from: rightStart, end: rightEnd)
    guard let leftPart, let rightPart else { return (leftPart == nil ? 0 : 1) - (rightPart == nil ? 0 : 1) }
    let order: Int
    switch (isNumber(leftPart, in: left), isNumber(rightPart, in: right)) {
    case (true, true): order = orderOfNumber(leftPart, in: left, rightPart, in: right)
    case (true, false): order = -1
    case (false, true): order = 1
    case (false, false): order = orderOfBytes(leftPart, in: left, rightPart, in: right)
    }
    if order != 0 { return order }
    leftStart = leftPart.upperBound + 1
    rightStart = rightPart.upperBound + 1
  }
}
