internal import XML

/// What keeps a message from being written.
public enum MessageError: Error, Hashable, Sendable, CustomStringConvertible {
  /// A value has a control character other than tab, line feed and carriage return, or U+FFFE or U+FFFF (XML 1.0 §2.2).
  case forbiddenCharacter
  /// The name of an ``Attribute`` is not an XML name.
  case invalidName
  /// An element has two attributes of one name (XML 1.0 §3.1).
  case duplicateAttribute

  init(_ error: XMLWriterError) {
    self =
      switch error {
      case .forbiddenCharacter: .forbiddenCharacter
      case .invalidName: .invalidName
      case .duplicateAttribute: .duplicateAttribute
      }
  }

  /// The fault as a sentence without a full stop.
  public var description: String {
    switch self {
    case .forbiddenCharacter: "a value has a character that XML cannot carry"
    case .invalidName: "a name is not an XML name"
    case .duplicateAttribute: "an element has two attributes of one name"
    }
  }
}
