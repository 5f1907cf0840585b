extension TimeZoneRule {
  /// Reads `std offset [dst [offset] , start [/ time] , end [/ time]]`; nil when it is malformed.
  ///
  /// A daylight-saving time without its dates, for which POSIX leaves the dates to the implementation, is malformed here.
  init?(_ text: ArraySlice<UInt8>) {
    var parser = TimeZoneRuleParser(rest: text)
    guard parser.name(), let west = parser.offset() else { return nil }
    standard = Int32(-west)
    if parser.rest.isEmpty {
      saving = nil
      return
    }
    guard parser.name() else { return nil }
    var offset = -west + 3600
    if parser.rest.first != UInt8(ascii: ",") {
      guard let west = parser.offset() else { return nil }
      offset = -west
    }
    guard parser.skip(UInt8(ascii: ",")), let start = parser.date(), parser.skip(UInt8(ascii: ",")),
      let end = parser.date(), parser.rest.isEmpty
    else { return nil }
    saving = Saving(offset: Int32(offset), start: start, end: end)
  }
}

/// What is left of a rule that is being read.
private struct TimeZoneRuleParser {
  var rest: ArraySlice<UInt8>

  mutating func skip(_ byte: UInt8) -> Bool {
    guard rest.first == byte else { return false }
    rest.removeFirst()
    return true
  }

  /// Passes over an abbreviation: three or more letters, or letters, digits and signs in `<>`.
  mutating func name() -> Bool {
    let isQuoted = skip(UInt8(ascii: "<"))
    let name = rest.prefix { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"): isQuoted
      default: false
      }
    }
    rest = rest.dropFirst(name.count)
    return name.count >= 3 && (!isQuoted || skip(UInt8(ascii: ">")))
  }

  /// Seconds west of UTC, up to 24 hours and 59 minutes.
  mutating func offset() -> Int64? { signedTime(hours: 24) }

  mutating func date() -> TimeZoneRule.Date? {
    guard let day = day() else { return nil }
    guard skip(UInt8(ascii: "/")) else { return TimeZoneRule.Date(day: day, time: 2 * 3600) }
    guard let time = signedTime(hours: 167) else { return nil }
    return TimeZoneRule.Date(day: day, time: time)
  }

  private mutating func day() -> TimeZoneRule.Day? {
    if skip(UInt8(ascii: "M")) {
      guard let month = number(1...12), skip(UInt8(ascii: ".")), let week = number(1...5), skip(UInt8(ascii: ".")),
        let weekday = number(0...6)
      else { return nil }
      return .ofMonth(month: month, week: week, weekday: weekday)
    }
    if skip(UInt8(ascii: "J")) { return number(1...365).map { .withoutLeapDay($0) } }
    return number(0...365).map { .ofYear($0) }
  }

  /// `[+-]hh[:mm[:ss]]` in seconds.
  private mutating func signedTime(hours: Int64) -> Int64? {
    let isNegative = skip(UInt8(ascii: "-"))
    if !isNegative { _ = skip(UInt8(ascii: "+")) }
    guard var seconds = number(0...hours).map({ $0 * 3600 }) else { return nil }
    for unit: Int64 in [60, 1] where skip(UInt8(ascii: ":")) {
      guard let value = number(0...59) else { return nil }
      seconds += value * unit
    }
    return isNegative ? -seconds : seconds
  }

  /// A number of one to three digits in a range.
  private mutating func number(_ range: ClosedRange<Int64>) -> Int64? {
    var value: Int64 = 0
    var count = 0
    while let digit = rest.first, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) {
      count += 1
      guard count <= 3 else { return nil }
      value = value * 10 + Int64(digit - UInt8(ascii: "0"))
      rest.removeFirst()
    }
    return count > 0 && range.contains(value) ? value : nil
  }
}
