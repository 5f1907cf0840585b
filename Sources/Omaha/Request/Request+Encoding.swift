extension Request {
  /// The request as an XML document.
  public func encode() throws(MessageError) -> [UInt8] {
    var writer = MessageWriter()
    writer.element("request", depth: 0, attributes) { writer in
      if let hardware { writer.element("hw", depth: 1, BareElement(), kept: hardware) }
      if let os { writer.element("os", depth: 1, os.attributes) }
      for app in apps { app.encode(into: &writer) }
    }
    return try writer.document()
  }
}

extension Request.App {
  fileprivate func encode(into writer: inout MessageWriter) {
    guard ping != nil || updateCheck != nil || !events.isEmpty else {
      return writer.element("app", depth: 1, attributes)
    }
    writer.element("app", depth: 1, attributes) { writer in
      if let ping { writer.element("ping", depth: 2, ping.attributes) }
      if let updateCheck { writer.element("updatecheck", depth: 2, updateCheck.attributes) }
      for event in events { writer.element("event", depth: 2, event.attributes) }
    }
  }
}

extension MessageWriter {
  fileprivate mutating func element(
    _ name: StaticString, depth: Int, _ attributes: AttributeList, content: ((inout MessageWriter) -> Void)? = nil
  ) {
    element(name, depth: depth, BareElement(), kept: attributes.written, content: content)
  }
}
