/// A set of days of the week.
public struct Weekdays: OptionSet, Hashable, Sendable {
  /// One bit a day, Monday the lowest.
  public let rawValue: UInt8

  /// The set with these bits.
  public init(rawValue: UInt8) { self.rawValue = rawValue & 0x7F }

  /// Monday.
  public static let monday = Weekdays(rawValue: 1)
  /// Tuesday.
  public static let tuesday = Weekdays(rawValue: 1 << 1)
  /// Wednesday.
  public static let wednesday = Weekdays(rawValue: 1 << 2)
  /// Thursday.
  public static let thursday = Weekdays(rawValue: 1 << 3)
  /// Friday.
  public static let friday = Weekdays(rawValue: 1 << 4)
  /// Saturday.
  public static let saturday = Weekdays(rawValue: 1 << 5)
  /// Sunday.
  public static let sunday = Weekdays(rawValue: 1 << 6)
  /// Every day.
  public static let daily = Weekdays(rawValue: 0x7F)

  /// Whether the day that is `days` after 1970-01-01 is one of them.
  func contains(daysSince1970 days: Int64) -> Bool {
    // 1970-01-01 was a Thursday, 3 from Monday.
    rawValue >> UInt8(truncatingIfNeeded: ((days + 3) % 7 + 7) % 7) & 1 == 1
  }
}

extension Weekdays {
  private static let names = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]

  /// Reads days and ranges of days between commas: `mon-fri`, `sat,sun`, `fri-mon`, or `daily`.
  ///
  /// Days are written with three letters or in full, in either case. Nil when the text is malformed.
  public init?(_ text: String) {
    guard text.utf8.count <= 256 else { return nil }
    let text = text.lowercased()
    if text == "daily" {
      self = .daily
      return
    }
    var days: Weekdays = []
    for item in text.split(separator: ",", omittingEmptySubsequences: false) {
      let ends = item.split(separator: "-", omittingEmptySubsequences: false).map(Self.index)
      guard ends.count <= 2, let first = ends.first, let last = ends.last, let first, let last else { return nil }
      // A range goes forward, beyond Sunday when it must.
      for step in 0...(last - first + 7) % 7 { days.formUnion(Weekdays(rawValue: 1 << UInt8((first + step) % 7))) }
    }
    self = days
  }

  private static func index(of text: Substring) -> Int? {
    let name = text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed()
    return names.firstIndex { $0.elementsEqual(name) || $0.prefix(3).elementsEqual(name) }
  }
}

extension Weekdays: CustomStringConvertible {
  /// The form in which we write a set: `daily`, `mon-fri`, `sat,sun`.
  public var description: String {
    if self == .daily { return "daily" }
    let isSet = Self.names.indices.map { contains(Weekdays(rawValue: 1 << UInt8($0))) }
    var items: [String] = []
    var index = 0
    while index < isSet.count {
      let end = isSet[index...].firstIndex(of: !isSet[index]) ?? isSet.count
      if isSet[index] {
        let run = Self.names[index..<end].map { String($0.prefix(3)) }
        items += run.count > 2 ? ["\(run[0])-\(run[run.count - 1])"] : run
      }
      index = end
    }
    return items.joined(separator: ",")
  }
}
