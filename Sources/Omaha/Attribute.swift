/// An attribute that is kept as it was written because the protocol leaves its meaning to others.
public struct Attribute: Hashable, Sendable {
  /// The name; a prefixed one keeps its prefix.
  public let name: String

  /// The value, entities and character references resolved.
  public let value: String

  /// An attribute; writing it fails when the name is not an XML name or the value holds a control character.
  public init(name: String, value: String) {
    self.name = name
    self.value = value
  }
}
