import Foundation
import TestSupport

/// The keys of JSON that commands print, and what stands behind each: `text`, `number`, `flag`, `{keys}`, or an array of these.
struct PrintedKeys {
  private var kinds: [String: Set<String>] = [:]
  private var members: [String: Set<String>] = [:]

  /// Keys whose objects have the names of others as keys: attributes of the protocol, states and reasons.
  private static let tables: Set = ["attributes", "states", "held", "lastHour"]

  /// Takes what a command printed: a value, or one on each line.
  mutating func add(_ output: String) throws {
    if let value = try? JSONDecoder().decode(Value.self, from: Data(output.utf8)) {
      add(value)
    } else {
      for line in output.split(separator: "\n") {
        add(try JSONDecoder().decode(Value.self, from: Data(line.utf8)))
      }
    }
  }

  /// A line for each key: `app text`, `floors [{arch, channel, reason, version}]`.
  var lines: [String] {
    kinds.keys.sorted().map { key in
      let shapes = (kinds[key] ?? []).filter { $0 != "[]" || kinds[key] == ["[]"] }
      let keys = "{\((members[key] ?? []).sorted().joined(separator: ", "))}"
      return "\(key) " + shapes.sorted().map { $0.replacing("{}", with: keys) }.joined(separator: " or ")
    }
  }

  /// - Parameter path: Where the value is, below what has names of its own.
  private mutating func add(_ value: Value, below path: String? = nil) {
    switch value {
    case .object(let object):
      for (key, value) in object { add(value, at: path.map { "\($0).\(key)" } ?? key, isBelow: path != nil) }
    case .array(let values):
      for value in values { add(value, below: path) }
    default: break
    }
  }

  private mutating func add(_ value: Value, at key: String, isBelow: Bool) {
    guard let kind = value.kind else { return }
    if Self.tables.contains(key), case .object(let object) = value {
      kinds[key, default: []].formUnion(object.values.compactMap(\.kind).map { "{…: \($0)}" })
      return
    }
    kinds[key, default: []].insert(kind)
    members[key, default: []].formUnion(value.keys)
    // What a payload says of itself is in the words of its format, which `inspect` promises not to change.
    add(value, below: isBelow || key == "crau" ? key : nil)
  }
}

/// A value of JSON.
enum Value: Decodable {
  case null
  case flag(Bool)
  case number
  case text(String)
  case array([Value])
  case object([String: Value])

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let flag = try? container.decode(Bool.self) {
      self = .flag(flag)
    } else if (try? container.decode(Double.self)) != nil {
      self = .number
    } else if let text = try? container.decode(String.self) {
      self = .text(text)
    } else if let values = try? container.decode([Value].self) {
      self = .array(values)
    } else {
      self = .object(try container.decode([String: Value].self))
    }
  }

  subscript(key: String) -> Value? {
    if case .object(let object) = self { object[key] } else { nil }
  }

  /// The elements of an array; none of what is no array.
  var elements: [Value] { if case .array(let values) = self { values } else { [] } }

  var text: String? { if case .text(let text) = self { text } else { nil } }

  /// The shape without the keys of objects; nil for what is not told.
  fileprivate var kind: String? {
    switch self {
    case .null: nil
    case .flag: "flag"
    case .number: "number"
    case .text: "text"
    case .object: "{}"
    case .array(let values): "[\(Set(values.compactMap(\.kind)).sorted().joined(separator: " or "))]"
    }
  }

  /// The keys of an object, or of the objects of an array.
  fileprivate var keys: Set<String> {
    switch self {
    case .object(let object): Set(object.keys)
    case .array(let values): values.reduce(into: []) { $0.formUnion($1.keys) }
    default: []
    }
  }
}
