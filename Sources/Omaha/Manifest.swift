package import XML

/// One release as the client gets it: `<manifest>` of an update check's answer, and of a release file.
public struct Manifest: Hashable, Sendable {
  /// The release's version; empty when the response did not say.
  public private(set) var version: String

  /// The files, the payload first.
  public private(set) var packages: [Package]

  /// What to do with them.
  public private(set) var actions: [Action]

  /// Every other attribute of `<manifest>`, in the order of the document.
  public private(set) var attributes: [Attribute]

  /// A manifest.
  public init(version: String, packages: [Package], actions: [Action], attributes: [Attribute] = []) {
    self.version = version
    self.packages = packages
    self.actions = actions
    self.attributes = attributes
  }

  /// The action that update_engine follows: the first one with the event `postinstall`.
  public var postinstall: Action? { actions.first { $0.event == "postinstall" } }
}

extension Manifest: AttributedElement {
  init() { self.init(version: "", packages: [], actions: []) }

  mutating func attributes(_ coder: inout some AttributeCoder & ~Copyable) {
    coder.required("version", &version, .text)
  }

  /// Reads `<manifest>`: absent values are empty, unknown attributes are kept, unknown elements are not.
  package init(_ element: XMLElement) {
    self = ResponseAttributeReader.read(element)
    attributes = ResponseAttributeReader.kept(element, besides: Self.self)
    for list in element.children {
      switch list.name {
      case "packages": for child in list.children where child.name == "package" { packages.append(Package(child)) }
      case "actions": for child in list.children where child.name == "action" { actions.append(Action(child)) }
      default: break
      }
    }
  }

  /// Writes `<manifest>` from its line's beginning to its line's end.
  ///
  /// - Parameter depth: How many elements it is in: 3 in a response, 1 in a release file. Two spaces each.
  package func render(into writer: inout XMLWriter, depth: Int = 3) throws(XMLWriterError) {
    var message = MessageWriter(writer)
    encode(into: &message, depth: depth)
    let fault = message.fault
    writer = message.finish()
    if let fault { throw fault }
  }

  func encode(into writer: inout MessageWriter, depth: Int) {
    guard !packages.isEmpty || !actions.isEmpty else {
      return writer.element("manifest", depth: depth, self, kept: attributes)
    }
    writer.element("manifest", depth: depth, self, kept: attributes) { writer in
      if !packages.isEmpty {
        writer.element("packages", depth: depth + 1, BareElement()) { writer in
          for package in packages { writer.element("package", depth: depth + 2, package, kept: package.attributes) }
        }
      }
      if !actions.isEmpty {
        writer.element("actions", depth: depth + 1, BareElement()) { writer in
          for action in actions { writer.element("action", depth: depth + 2, action, kept: action.attributes) }
        }
      }
    }
  }
}
