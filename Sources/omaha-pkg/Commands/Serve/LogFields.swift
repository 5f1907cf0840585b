/// The fields of a line of the gateway's log. Values from outside are escaped, and stay so.
struct LogFields {
  private var pairs: [Substring: Substring] = [:]

  init(_ line: Substring) {
    var rest = line
    while let equals = rest.firstIndex(of: "=") {
      let key = rest[..<equals].drop { $0 == " " }
      rest = rest[rest.index(after: equals)...]
      if rest.first == "\"" {
        rest = rest.dropFirst()
        var end = rest.startIndex
        while end < rest.endIndex, rest[end] != "\"" {
          let isEscape = rest[end] == "\\"
          end = rest.index(after: end)
          if isEscape, end < rest.endIndex { end = rest.index(after: end) }
        }
        pairs[key] = rest[..<end]
        rest = rest[end...].dropFirst()
      } else {
        let value = rest.prefix { $0 != " " }
        pairs[key] = value
        rest = rest[value.endIndex...]
      }
    }
  }

  subscript(key: Substring) -> Substring? { pairs[key] }

  /// The line for people; nil for one that would tell them nothing.
  var readable: String? {
    let clock = self["time"]?.dropFirst(11).prefix(8) ?? ""
    let client = self["remote"].map { "\($0) " } ?? ""
    if let error = self["error"] { return "\(clock) \(client)refused: \(error)" }
    guard self["app"] != nil, let outcome = self["decision"], let reason = self["reason"] else { return nil }
    var text = "\(clock) \(client)\(self["machine"].map { "machine \($0) " } ?? "")\(self["version"] ?? "")"
    if let track = self["track"] { text += " (\(track))" }
    switch outcome {
    case "update": text += ": offered \(self["target"] ?? "")"
    case "none": text += self["ping"] == nil ? "" : ": ping"
    default: text += ": \(outcome), \(reason)"
    }
    if let events = self["events"] { text += "; reports \(events)" }
    return text
  }
}
