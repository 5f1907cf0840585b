public import XML

extension Response {
  /// The response as an XML document.
  ///
  /// - Throws: ``XMLWriterError`` when a value has a character that XML cannot carry, or a kept attribute has a name
  ///   that is not an XML name or occurs twice.
  public func encode() throws(XMLWriterError) -> [UInt8] {
    var writer = XMLWriter()
    writer.declaration()
    writer.open("response")
    try writer.attribute("protocol", protocolVersion)
    try writer.attribute("server", ifPresent: server)
    writer.closeStartTag()
    writer.newline()
    daystart?.encode(into: &writer)
    for app in apps { try app.encode(into: &writer) }
    writer.end("response")
    writer.newline()
    return writer.bytes
  }
}

extension Daystart {
  func encode(into writer: inout XMLWriter) {
    writer.startLine(depth: 1, "daystart")
    writer.attribute("elapsed_seconds", ifPresent: elapsedSeconds)
    writer.attribute("elapsed_days", ifPresent: elapsedDays)
    writer.closeEmpty()
    writer.newline()
  }
}

extension Response.App {
  func encode(into writer: inout XMLWriter) throws(XMLWriterError) {
    writer.startLine(depth: 1, "app")
    try writer.attribute("appid", appID)
    try writer.attribute("status", status.rawValue)
    try writer.attribute("cohort", ifPresent: cohort)
    try writer.attribute("cohorthint", ifPresent: cohortHint)
    try writer.attribute("cohortname", ifPresent: cohortName)
    guard ping != nil || updateCheck != nil || !events.isEmpty else {
      writer.closeEmpty()
      writer.newline()
      return
    }
    writer.closeStartTag()
    writer.newline()
    if let ping {
      writer.startLine(depth: 2, "ping")
      try writer.attribute("status", ping.rawValue)
      writer.closeEmpty()
      writer.newline()
    }
    try updateCheck?.encode(into: &writer)
    for event in events {
      writer.startLine(depth: 2, "event")
      try writer.attribute("status", event.rawValue)
      writer.closeEmpty()
      writer.newline()
    }
    writer.endLine(depth: 1, "app")
  }
}

extension UpdateCheckResult {
  func encode(into writer: inout XMLWriter) throws(XMLWriterError) {
    writer.startLine(depth: 2, "updatecheck")
    try writer.attribute("status", status.rawValue)
    writer.attribute("PollInterval", ifPresent: pollInterval)
    try writer.attributes(attributes, besides: ["status", "PollInterval"])
    guard !codebases.isEmpty || !manifests.isEmpty else {
      writer.closeEmpty()
      writer.newline()
      return
    }
    writer.closeStartTag()
    writer.newline()
    if !codebases.isEmpty {
      writer.startLine(depth: 3, "urls")
      writer.closeStartTag()
      writer.newline()
      for codebase in codebases {
        writer.startLine(depth: 4, "url")
        try writer.attribute("codebase", codebase)
        writer.closeEmpty()
        writer.newline()
      }
      writer.endLine(depth: 3, "urls")
    }
    for manifest in manifests { try manifest.render(into: &writer, depth: 3) }
    writer.endLine(depth: 2, "updatecheck")
  }
}
