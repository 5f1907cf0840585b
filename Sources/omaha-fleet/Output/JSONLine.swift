/// A JSON object (RFC 8259) on one line.
///
/// All of it is ASCII: whatever a machine has sent, it can neither reach a terminal nor start a line.
struct JSONLine {
  /// The object.
  var text: String { "{\(members)}" }

  private var members = ""

  /// `"key":"value"`; nothing for an empty value.
  mutating func add(_ key: StaticString, _ value: String) {
    if !value.isEmpty { addAlways(key, value) }
  }

  /// `"key":"value"`, also for an empty value.
  mutating func addAlways(_ key: StaticString, _ value: String) {
    begin(key)
    append(value)
  }

  /// `"key":number` with a key that came from outside.
  mutating func add(key: String, _ number: Int64) {
    if !members.isEmpty { members += "," }
    append(key)
    members += ":\(number)"
  }

  /// `"key":{…}`, or `"key":null`.
  mutating func addAlways(_ key: StaticString, _ object: JSONLine?) {
    begin(key)
    members += object?.text ?? "null"
  }

  /// `"key":[…]`, also without elements.
  mutating func addAlways(_ key: StaticString, _ elements: [JSONLine]) {
    begin(key)
    members += "[" + elements.map(\.text).joined(separator: ",") + "]"
  }

  /// `"key":["text",…]`, also without elements.
  mutating func addAlways(_ key: StaticString, _ texts: [String]) {
    begin(key)
    members += "["
    for (index, text) in texts.enumerated() {
      if index > 0 { members += "," }
      append(text)
    }
    members += "]"
  }

  /// `"key":number`; nothing for 0.
  mutating func add(_ key: StaticString, _ number: Int64) {
    if number != 0 { addAlways(key, number) }
  }

  /// `"key":number`
  mutating func addAlways(_ key: StaticString, _ number: Int64) {
    begin(key)
    members += String(number)
  }

  /// `"key":true` or `"key":false`
  mutating func add(_ key: StaticString, _ flag: Bool) {
    begin(key)
    members += flag ? "true" : "false"
  }

  /// `"key":[…]`; nothing without elements.
  mutating func add(_ key: StaticString, _ elements: [JSONLine]) {
    if !elements.isEmpty { addAlways(key, elements) }
  }

  private mutating func begin(_ key: StaticString) {
    if !members.isEmpty { members += "," }
    members += "\"\(key)\":"
  }

  private mutating func append(_ text: String) {
    members += "\""
    for scalar in text.unicodeScalars { append(scalar) }
    members += "\""
  }

  private mutating func append(_ scalar: Unicode.Scalar) {
    switch scalar {
    case "\"": members += "\\\""
    case "\\": members += "\\\\"
    case " "..."~": members.unicodeScalars.append(scalar)
    default:
      for unit in UTF16.encode(scalar) ?? UTF16.encodedReplacementCharacter {
        let digits = String(unit, radix: 16)
        members += "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
      }
    }
  }
}
