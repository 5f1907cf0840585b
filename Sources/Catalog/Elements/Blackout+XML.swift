internal import XML

// `<blackout from="2026-12-20" to="2027-01-03" timezone="Europe/Berlin" reason="holidays"/>` of a group.

extension AppReader {
  mutating func readBlackout(_ element: XMLElement) -> Blackout? {
    var from: String?
    var to: String?
    var reason: String?
    var zone: TimeZone? = .utc
    for attribute in element.attributes {
      let value = attribute.value
      switch attribute.name {
      case "from": from = value
      case "to": to = value
      case "timezone": zone = timeZone(value, of: element)
      case "reason": reason = value
      default: diagnostics.unexpected(attribute, of: element)
      }
    }
    diagnostics.refuseContent(of: element)
    guard let from else {
      diagnostics.missing("from", of: element)
      return nil
    }
    guard let zone else { return nil }
    // A day without an end ends with itself; a minute would be over as it begins.
    if to == nil, LocalTime(from)?.hasTime == true {
      diagnostics.missing("to", of: element)
      return nil
    }
    guard let first = LocalTime(from), let last = LocalTime(to ?? from),
      let blackout = Blackout(first: first, last: last, zone: zone, reason: reason)
    else {
      diagnostics.add(
        "from \(from.quoted) to \((to ?? from).quoted) are not dates such as 2026-12-24, the first not after the last",
        at: element)
      return nil
    }
    return blackout
  }
}

extension Blackout {
  /// What `app.xml` has for one.
  package static func attributes(from: String, to: String, zone: String) -> ElementAttributes {
    ["from": from, "to": to, "timezone": zone]
  }
}
