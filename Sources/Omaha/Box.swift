/// A value that its copies share: copying it counts one reference, however many the value itself has.
final class Box<Value: Hashable & Sendable>: Sendable {
  let value: Value

  init(_ value: Value) { self.value = value }
}

extension Box: Hashable {
  /// Whether two boxes hold equal values.
  static func == (left: Box, right: Box) -> Bool { left === right || left.value == right.value }

  /// Feeds the value.
  func hash(into hasher: inout Hasher) { hasher.combine(value) }
}
