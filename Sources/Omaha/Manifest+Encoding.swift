public import XML

extension Manifest {
  /// Writes `<manifest>` from its line's beginning to its line's end.
  ///
  /// - Parameter depth: How many elements it is in: 3 in a response, 1 in a release file. Two spaces each.
  /// - Throws: ``XMLWriterError`` when a value has a character that XML cannot carry, or one of the kept attributes
  ///   has a name that is not an XML name or occurs twice.
  public func render(into writer: inout XMLWriter, depth: Int = 3) throws(XMLWriterError) {
    writer.startLine(depth: depth, "manifest")
    try writer.attribute("version", version)
    try writer.attributes(attributes, besides: ["version"])
    guard !packages.isEmpty || !actions.isEmpty else {
      writer.closeEmpty()
      writer.newline()
      return
    }
    writer.closeStartTag()
    writer.newline()
    if !packages.isEmpty {
      writer.startLine(depth: depth + 1, "packages")
      writer.closeStartTag()
      writer.newline()
      for package in packages { try package.render(into: &writer, depth: depth + 2) }
      writer.endLine(depth: depth + 1, "packages")
    }
    if !actions.isEmpty {
      writer.startLine(depth: depth + 1, "actions")
      writer.closeStartTag()
      writer.newline()
      for action in actions { try action.render(into: &writer, depth: depth + 2) }
      writer.endLine(depth: depth + 1, "actions")
    }
    writer.endLine(depth: depth, "manifest")
  }
}

extension Package {
  func render(into writer: inout XMLWriter, depth: Int) throws(XMLWriterError) {
    writer.startLine(depth: depth, "package")
    try writer.attribute("name", name)
    try writer.attribute("hash", ifPresent: sha1)
    try writer.attribute("hash_sha256", ifPresent: sha256)
    writer.attribute("size", size)
    try writer.attribute("required", isRequired ? "true" : "false")
    try writer.attributes(attributes, besides: ["name", "hash", "hash_sha256", "size", "required"])
    writer.closeEmpty()
    writer.newline()
  }
}

extension Action {
  func render(into writer: inout XMLWriter, depth: Int) throws(XMLWriterError) {
    writer.startLine(depth: depth, "action")
    try writer.attribute("event", event)
    try writer.attributes(attributes, besides: ["event"])
    writer.closeEmpty()
    writer.newline()
  }
}
