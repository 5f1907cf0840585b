internal import Omaha

extension Event {
  /// Events in words, each with its codes: `3/0 update complete: error, payload hash mismatch (10)`.
  ///
  /// A request may carry a thousand events; the line shows the first four and how many there are.
  static func summary(of events: [Event]) -> String {
    var text = ""
    for index in events.indices.prefix(4) {
      if index > 0 { text += "; " }
      text += events[index].summary
    }
    if events.count > 4 { text += "; and \(events.count - 4) more" }
    return text
  }

  private var summary: String {
    var text = "\(number(type?.rawValue))/\(number(result?.rawValue))"
    if let type { text += " \(type)" }
    if let result { text += ": \(result)" }
    if let errorCode, errorCode.rawValue != 0 { text += ", \(errorCode) (\(errorCode.rawValue))" }
    if let previousVersion, !previousVersion.isEmpty { text += ", from \(previousVersion)" }
    return text
  }

  private func number(_ value: Int?) -> String { value.map(String.init) ?? "?" }
}
