internal import XML

/// What a server answers: `<response>` of protocol 3.0 and 3.1.
public struct Response: Hashable, Sendable {
  /// `protocol`; go-omaha's client wants `3.0`. Empty when absent.
  public private(set) var protocolVersion: String

  /// `server`: the name of the server.
  public private(set) var server: String?

  /// `<daystart>`.
  public private(set) var daystart: Daystart?

  /// `<app>`, in the order of the request.
  public private(set) var apps: [App]

  /// A response.
  public init(protocolVersion: String = "3.0", server: String? = nil, daystart: Daystart? = nil, apps: [App]) {
    self.protocolVersion = protocolVersion
    self.server = server
    self.daystart = daystart
    self.apps = apps
  }
}

extension Response: AttributedElement {
  init() { self.init(protocolVersion: "", apps: []) }

  mutating func attributes(_ coder: inout some AttributeCoder & ~Copyable) {
    coder.required("protocol", &protocolVersion, .text)
    coder.optional("server", &server, .text)
  }

  init(_ element: XMLElement) {
    self = ResponseAttributeReader.read(element)
    for child in element.children {
      switch child.name {
      case "daystart" where daystart == nil: daystart = ResponseAttributeReader.read(child)
      case "app": apps.append(App(child))
      default: break
      }
    }
  }

  /// The response as an XML document.
  public func encode() throws(MessageError) -> [UInt8] {
    var writer = MessageWriter()
    writer.element("response", depth: 0, self) { writer in
      if let daystart { writer.element("daystart", depth: 1, daystart) }
      for app in apps { app.encode(into: &writer) }
    }
    return try writer.document()
  }
}
