internal import XML

/// What a client does at one point of an update: `<action>` of a manifest.
///
/// For update_engine the first action with the event `postinstall` carries the payload's SHA-256 and the download policy.
public struct Action: Hashable, Sendable {
  /// When the action runs: `install`, `update`, `postinstall`; empty when the response did not say.
  public private(set) var event: String

  /// Every other attribute, in the order of the document.
  public private(set) var attributes: [Attribute]

  /// An action.
  public init(event: String, attributes: [Attribute] = []) {
    self.event = event
    self.attributes = attributes
  }

  /// The value of the attribute of this name, spelled exactly so.
  public subscript(name: String) -> String? { attributes.first { $0.name == name }?.value }
}

extension Action {
  /// The payload's SHA-256 in padded standard base64.
  public var sha256: String? { self["sha256"] }

  /// Whether the payload is a delta; update_engine takes exactly `true` for yes.
  public var isDeltaPayload: Bool { self["IsDeltaPayload"] == "true" }

  /// Whether a failed download is tried again at once, instead of after a day or more.
  public var disablePayloadBackoff: Bool { self["DisablePayloadBackoff"] == "true" }

  /// How many failures a URL may have before the next one is tried.
  public var maxFailureCountPerURL: Int? { self["MaxFailureCountPerUrl"].flatMap { Int($0) } }

  /// The size in bytes of the payload's header and manifest.
  public var metadataSize: UInt64? { self["MetadataSize"].flatMap { UInt64($0) } }

  /// The signature of the payload's header and manifest, in base64.
  public var metadataSignature: String? { self["MetadataSignatureRsa"] }

  /// By when the update is to be installed, as written.
  public var deadline: String? { self["deadline"] }

  /// Whether an administrator must agree.
  public var needsAdmin: Bool { self["needsadmin"] == "true" }

  /// Whether the user must agree.
  public var prompt: Bool { self["Prompt"] == "true" }

  /// Where the release is described.
  public var moreInfo: String? { self["MoreInfo"] }

  /// The version to show to people.
  public var displayVersion: String? { self["DisplayVersion"] }
}

extension Action: AttributedElement {
  init() { self.init(event: "") }

  mutating func attributes(_ coder: inout some AttributeCoder & ~Copyable) {
    coder.required("event", &event, .text)
  }

  /// Reads `<action>`.
  init(_ element: XMLElement) {
    self = ResponseAttributeReader.read(element)
    attributes = ResponseAttributeReader.kept(element, besides: Self.self)
  }
}
