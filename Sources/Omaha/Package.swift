/// One file of a release: `<package>` of a manifest.
///
/// update_engine looks at the first package only; go-omaha and others verify ``sha1`` and ``sha256``.
public struct Package: Hashable, Sendable {
  /// The file name, appended to a codebase to download it.
  public let name: String

  /// The size in bytes; 0 when the response did not say.
  public let size: UInt64

  /// The SHA-1 in padded standard base64, the `hash` attribute.
  public let sha1: String?

  /// The SHA-256 in hexadecimal, the `hash_sha256` attribute.
  public let sha256: String?

  /// Whether the update is incomplete without this file; false when not said.
  public let isRequired: Bool

  /// Every other attribute, in the order of the document.
  public let attributes: [Attribute]

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
