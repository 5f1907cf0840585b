internal import Catalog

/// A window as a command line has it: `mon-fri 09:00-17:00 Europe/Berlin`. Without the days it is `daily`, without the hours the
/// whole day, without the zone UTC.
public struct WindowText: Hashable, Sendable {
  /// Nil when only hours are named.
  private let days: String?
  private let hours: Hours?
  private let zone: String
  /// Whether the zone is named.
  public let hasZone: Bool

  private struct Hours: Hashable {
    /// Minutes from midnight.
    let from: Int
    let to: Int

    /// Reads `09:00-17:00`.
    init?(_ text: String) {
      let times = text.split(separator: "-", omittingEmptySubsequences: false).map { Window.minutes(String($0)) }
      guard times.count == 2, let from = times[0], let to = times[1], from < 1_440 else { return nil }
      self.from = from
      self.to = to
    }
  }

  /// Nil when it is malformed; whether there is such a zone is seen when it is loaded.
  public init?(_ text: String) {
    // As app.xml may have them, days and hours are written with spaces too: `sat, sun 9:00 - 17:00`.
    var words = words(of: text, joining: "-,")[...]
    days = words.first.flatMap { Weekdays($0) == nil ? nil : $0 }
    if days != nil { words = words.dropFirst() }
    if let word = words.first, word.contains(":") {
      guard let hours = Hours(word) else { return nil }
      self.hours = hours
      words = words.dropFirst()
    } else {
      hours = nil
    }
    guard days != nil || hours != nil, words.count <= 1 else { return nil }
    hasZone = !words.isEmpty
    zone = words.first ?? "UTC"
    // What was meant as more days or as hours is no zone.
    guard zone.first?.isLetter == true, Weekdays(zone) == nil else { return nil }
  }

  var element: NewElement {
    NewElement(
      GroupElement.window, Window.attributes(days: days ?? "daily", from: hours?.from, to: hours?.to, zone: zone))
  }

  /// Whether a window says the same.
  func means(_ window: Window) -> Bool {
    Weekdays(days ?? "daily") == window.days && window.from == hours?.from ?? 0 && window.to == hours?.to ?? 1_440
      && isName(zone, of: window.zone)
  }
}

/// A blackout as a command line has it: `2026-12-20..2027-01-03 Europe/Berlin`, also of one day, without the zone UTC.
public struct BlackoutText: Hashable, Sendable {
  let from: String
  let to: String
  let zone: String
  /// Whether the zone is named.
  public let hasZone: Bool

  /// Nil when it is malformed; whether there is such a zone is seen when it is loaded.
  public init?(_ text: String) {
    let words = words(of: text, joining: ".")
    guard let range = words.first, words.count <= 2 else { return nil }
    let ends = range.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard ends.count == 1 || ends.count == 3 && ends[1].isEmpty, let from = ends.first, let to = ends.last,
      let first = LocalTime(from), let last = LocalTime(to), Blackout(first: first, last: last, zone: .utc) != nil
    else { return nil }
    self.from = from
    self.to = to
    hasZone = words.count == 2
    zone = hasZone ? words[1] : "UTC"
  }

  var element: NewElement {
    NewElement(GroupElement.blackout, Blackout.attributes(from: from, to: to, zone: zone))
  }

  /// Whether a blackout says the same.
  func means(_ blackout: Blackout) -> Bool {
    LocalTime(from) == blackout.first && LocalTime(to) == blackout.last && isName(zone, of: blackout.zone)
  }
}

/// The words of a text. A word that ends or begins with one of the signs is one with its neighbour on that side.
private func words(of text: String, joining signs: String) -> [String] {
  var words: [String] = []
  for word in text.split(whereSeparator: { $0 == " " || $0 == "\t" }) {
    let joins = [words.last?.last, word.first].contains { $0.map(signs.contains) == true }
    if joins, let last = words.popLast() { words.append(last + word) } else { words.append(String(word)) }
  }
  return words
}

private func isName(_ name: String, of zone: TimeZone) -> Bool {
  name == zone.name || zone == .utc && name == "Etc/UTC"
}
