/// Something in a request that was passed over, so that the machine still gets its answer.
///
/// The texts come from outside: whoever writes them to a log escapes them.
public struct Notice: Hashable, Sendable {
  /// Why it was passed over.
  public enum Kind: String, Hashable, Sendable {
    /// An element that this library does not know, or not there.
    case unknownElement = "unknown element"
    /// An element that may be there only once.
    case repeatedElement = "repeated element"
    /// An attribute that this library does not know, or not there.
    case unknownAttribute = "unknown attribute"
    /// An attribute that must be there.
    case missingAttribute = "missing attribute"
    /// A value that is not what the protocol wants there; treated as absent.
    case malformedValue = "malformed value"
    /// A value of more than ``RequestDecoder/maximumValueLength`` bytes; treated as absent.
    case overlongValue = "overlong value"
    /// A number without a meaning in the protocol; kept.
    case unknownNumber = "unknown number"
  }

  /// Why it was passed over.
  public let kind: Kind

  /// The line of the element, from 1.
  public let line: Int

  /// The name of the element, at most 64 Unicode scalars.
  public let element: String

  /// The name of the attribute, at most 64 Unicode scalars; nil when the element itself was passed over.
  public let attribute: String?

  /// The value, at most 64 Unicode scalars; nil when it does not matter.
  public let value: String?

  init(_ kind: Kind, line: Int, element: String, attribute: String? = nil, value: String? = nil) {
    self.kind = kind
    self.line = line
    self.element = Notice.shortened(element)
    self.attribute = attribute.map(Notice.shortened)
    self.value = value.map(Notice.shortened)
  }

  private static func shortened(_ text: String) -> String {
    // Characters can be of any length; scalars cannot.
    text.utf8.count <= 64 ? text : String(String.UnicodeScalarView(text.unicodeScalars.prefix(64)))
  }
}

extension Notice: CustomStringConvertible {
  /// `line 3: malformed value: event eventtype="x"`, not escaped.
  public var description: String {
    var text = "line \(line): \(kind.rawValue): \(element)"
    if let attribute { text += " \(attribute)" }
    if let value { text += "=\"\(value)\"" }
    return text
  }
}
