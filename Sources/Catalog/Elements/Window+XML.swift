internal import XML

// `<window days="mon-fri" from="09:00" to="17:00" timezone="Europe/Berlin"/>` of a group.

extension AppReader {
  mutating func readWindow(_ element: XMLElement) -> Window? {
    var days: Weekdays? = .daily
    var from: Int? = 0
    var to: Int? = 1_440
    var zone: TimeZone? = .utc
    for attribute in element.attributes {
      let value = attribute.value
      switch attribute.name {
      case "days":
        days = Weekdays(value)
        if days == nil { diagnostics.add("days \(value.quoted) are not weekdays such as mon-fri,sun", at: element) }
      case "from":
        from = Window.minutes(value)
        // The end of a day can only be an end.
        if from == 1_440 { from = nil }
        if from == nil { diagnostics.add("from \(value.quoted) is not a time such as 09:00", at: element) }
      case "to":
        to = Window.minutes(value)
        if to == nil { diagnostics.add("to \(value.quoted) is not a time such as 17:00", at: element) }
      case "timezone": zone = timeZone(value, of: element)
      default: diagnostics.unexpected(attribute, of: element)
      }
    }
    diagnostics.refuseContent(of: element)
    guard let days, let from, let to, let zone else { return nil }
    return Window(days: days, from: from, to: to, zone: zone)
  }
}

extension Window {
  /// What `app.xml` has for one; nil for what it may leave out.
  package static func attributes(days: String, from: Int?, to: Int?, zone: String) -> ElementAttributes {
    ["days": days, "from": from.map { text(minutes: $0) }, "to": to.map { text(minutes: $0) }, "timezone": zone]
  }
}
