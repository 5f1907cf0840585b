internal import XML

/// The answer to an update check: `<updatecheck>` of a response.
public struct UpdateCheckResult: Hashable, Sendable {
  /// `status`; empty when absent.
  public private(set) var status: UpdateCheckStatus

  /// `PollInterval`: seconds until the next check; update_engine clamps it to 45 minutes…4 hours and forgets it unless it
  /// is repeated.
  public private(set) var pollInterval: Int64?

  /// `codebase` of each `<url>`: where the packages are, to be joined with a package's name. update_engine wants them
  /// absolute and ending in `/`.
  public private(set) var codebases: [String]

  /// `<manifest>`; clients that can pass through several releases get one for each, in that order.
  public private(set) var manifests: [Manifest]

  /// Every other attribute, in the order of the document.
  public private(set) var attributes: [Attribute]

  /// The release on offer: the first manifest.
  public var manifest: Manifest? { manifests.first }

  /// The answer to an update check.
  public init(
    status: UpdateCheckStatus, pollInterval: Int64? = nil, codebases: [String] = [], manifests: [Manifest] = [],
    attributes: [Attribute] = []
  ) {
    self.status = status
    self.pollInterval = pollInterval
    self.codebases = codebases
    self.manifests = manifests
    self.attributes = attributes
  }
}

extension UpdateCheckResult: AttributedElement {
  init() { self.init(status: UpdateCheckStatus(rawValue: "")) }

  mutating func attributes(_ coder: inout some AttributeCoder & ~Copyable) {
    coder.required("status", &status, WordForm())
    coder.optional("PollInterval", &pollInterval, .number)
  }

  init(_ element: XMLElement) {
    self = ResponseAttributeReader.read(element)
    attributes = ResponseAttributeReader.kept(element, besides: Self.self)
    for child in element.children {
      switch child.name {
      case "urls": for url in child.children where url.name == "url" { codebases.append(URLElement(url).codebase) }
      case "manifest": manifests.append(Manifest(child))
      default: break
      }
    }
  }

  func encode(into writer: inout MessageWriter) {
    guard !codebases.isEmpty || !manifests.isEmpty else {
      return writer.element("updatecheck", depth: 2, self, kept: attributes)
    }
    writer.element("updatecheck", depth: 2, self, kept: attributes) { writer in
      if !codebases.isEmpty {
        writer.element("urls", depth: 3, BareElement()) { writer in
          for codebase in codebases { writer.element("url", depth: 4, URLElement(codebase)) }
        }
      }
      for manifest in manifests { manifest.encode(into: &writer, depth: 3) }
    }
  }
}

/// `<url>`.
private struct URLElement: AttributedElement {
  private(set) var codebase = ""

  init() {}
  init(_ codebase: String) { self.codebase = codebase }
  init(_ element: XMLElement) { self = ResponseAttributeReader.read(element) }

  mutating func attributes(_ coder: inout some AttributeCoder & ~Copyable) {
    coder.required("codebase", &codebase, .text)
  }
}
