internal import XML

/// One file of a release: `<package>` of a manifest.
///
/// update_engine looks at the first package only; go-omaha and others verify ``sha1`` and ``sha256``.
public struct Package: Hashable, Sendable {
  /// The file name, appended to a codebase to download it.
  public private(set) var name: String

  /// The size in bytes; 0 when the response did not say.
  public private(set) var size: UInt64

  /// The SHA-1 in padded standard base64, the `hash` attribute.
  public private(set) var sha1: String?

  /// The SHA-256 in hexadecimal, the `hash_sha256` attribute.
  public private(set) var sha256: String?

  /// Whether the update is incomplete without this file; false when not said.
  public private(set) var isRequired: Bool

  /// Every other attribute, in the order of the document.
  public private(set) var attributes: [Attribute]

  /// A package.
  public init(
    name: String, size: UInt64, sha1: String? = nil, sha256: String? = nil, isRequired: Bool = true,
    attributes: [Attribute] = []
  ) {
    self.name = name
    self.size = size
    self.sha1 = sha1
    self.sha256 = sha256
    self.isRequired = isRequired
    self.attributes = attributes
  }
}

extension Package: AttributedElement {
  init() { self.init(name: "", size: 0, isRequired: false) }

  mutating func attributes(_ coder: inout some AttributeCoder & ~Copyable) {
    coder.required("name", &name, .text)
    coder.optional("hash", &sha1, .text)
    coder.optional("hash_sha256", &sha256, .text)
    coder.required("size", &size, .size)
    coder.required("required", &isRequired, .flag)
  }

  /// Reads `<package>`.
  init(_ element: XMLElement) {
    self = ResponseAttributeReader.read(element)
    attributes = ResponseAttributeReader.kept(element, besides: Self.self)
  }
}
