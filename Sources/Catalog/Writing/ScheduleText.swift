/// A window as a command line has it: `mon-fri 09:00-17:00 Europe/Berlin`, without the days `daily`, without the zone UTC.
public struct WindowText: Hashable, Sendable {
  let days: String
  let from: String
  let to: String
  let zone: String

  /// Nil when it is malformed; whether there is such a zone is seen when it is loaded.
  public init?(_ text: String) {
    let words = text.split(separator: " ").map(String.init)
    guard let index = words.firstIndex(where: { $0.contains(":") }), index <= 1, words.count <= index + 2 else {
      return nil
    }
    let times = words[index].split(separator: "-", omittingEmptySubsequences: false).map(String.init)
    guard times.count == 2, let from = Window.minutes(times[0]), let to = Window.minutes(times[1]), from < 1_440,
      index == 0 || Weekdays(words[0]) != nil
    else { return nil }
    days = index == 0 ? "daily" : words[0]
    self.from = Window.text(minutes: from)
    self.to = Window.text(minutes: to)
    zone = index + 1 < words.count ? words[index + 1] : "UTC"
  }

  var element: NewElement {
    NewElement("window", ["days": days, "from": from, "to": to, "timezone": zone])
  }

  /// Whether a window says the same.
  func means(_ window: Window) -> Bool {
    Weekdays(days) == window.days && Window.minutes(from) == window.from && Window.minutes(to) == window.to
      && isName(zone, of: window.zone)
  }
}

/// A blackout as a command line has it: `2026-12-20..2027-01-03 Europe/Berlin`, also of one day, without the zone UTC.
public struct BlackoutText: Hashable, Sendable {
  let from: String
  let to: String
  let zone: String

  /// Nil when it is malformed; whether there is such a zone is seen when it is loaded.
  public init?(_ text: String) {
    let words = text.split(separator: " ").map(String.init)
    guard let range = words.first, words.count <= 2 else { return nil }
    let ends = range.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard ends.count == 1 || ends.count == 3 && ends[1].isEmpty, let from = ends.first, let to = ends.last,
      let first = LocalTime(from), let last = LocalTime(to), Blackout(first: first, last: last, zone: .utc) != nil
    else { return nil }
    self.from = from
    self.to = to
    zone = words.count == 2 ? words[1] : "UTC"
  }

  var element: NewElement { NewElement("blackout", ["from": from, "to": to, "timezone": zone]) }

  /// Whether a blackout says the same.
  func means(_ blackout: Blackout) -> Bool {
    LocalTime(from) == blackout.first && LocalTime(to) == blackout.last && isName(zone, of: blackout.zone)
  }
}

private func isName(_ name: String, of zone: TimeZone) -> Bool {
  name == zone.name || zone == .utc && name == "Etc/UTC"
}
