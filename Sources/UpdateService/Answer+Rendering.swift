internal import Catalog
internal import Omaha
public import XML

extension Answer {
  /// Writes the response document, as ``Omaha/Response/encode()`` would write the same answer.
  ///
  /// Only what depends on the request is written piece by piece: a release's manifest was rendered when the catalog was
  /// loaded, and the fixed parts are constants.
  ///
  /// - Throws: ``XMLWriterError`` when an application ID cannot be written; one that was read can.
  public func render(into writer: inout XMLWriter) throws(XMLWriterError) {
    writer.declaration()
    writer.raw("<response protocol=\"")
    try writer.escaped(protocolVersion)
    writer.raw("\" server=\"omaha\">\n  <daystart")
    if let seconds = daystart.elapsedSeconds { writer.attribute("elapsed_seconds", seconds) }
    if let days = daystart.elapsedDays { writer.attribute("elapsed_days", days) }
    writer.raw("/>\n")
    for app in apps { try app.render(into: &writer, baseURL: baseURL) }
    writer.raw("</response>\n")
  }
}

extension AppAnswer {
  func render(into writer: inout XMLWriter, baseURL: BaseURL?) throws(XMLWriterError) {
    writer.raw("  <app appid=\"")
    var isWritten = false
    if decision.appStatus == .ok {
      // That of an app in the catalog has letters, digits, hyphens, dots, underscores and braces, but white space around it.
      unsafe request.withAppID { id in
        isWritten = unsafe trimmed(id).count == id.count
        if isWritten { unsafe writer.raw(id) }
      }
    }
    if !isWritten { try writer.escaped(request.appID) }
    writer.raw("\" status=\"")
    writer.raw(decision.appStatus.rawValue)
    let hasChecked = request.updateCheck != nil
    // An app that got an error has nothing acknowledged: nothing of it was understood.
    guard decision.appStatus == .ok, request.ping != nil || hasChecked || !request.events.isEmpty else {
      return writer.raw("\"/>\n")
    }
    writer.raw("\">\n")
    if request.ping != nil { writer.raw("    <ping status=\"ok\"/>\n") }
    if let series = decision.series {
      try series.render(into: &writer, baseURL: baseURL, pollInterval: decision.pollInterval)
    } else if let release = decision.release {
      release.render(into: &writer, baseURL: baseURL, pollInterval: decision.pollInterval)
    } else if hasChecked {
      writer.raw("    <updatecheck status=\"noupdate\"")
      if let seconds = decision.pollInterval { writer.attribute("PollInterval", seconds) }
      writer.raw("/>\n")
    }
    for _ in request.events { writer.raw("    <event status=\"ok\"/>\n") }
    writer.raw("  </app>\n")
  }
}

extension Release {
  func render(into writer: inout XMLWriter, baseURL: BaseURL?, pollInterval: Int?) {
    writer.beginUpdate(from: codebases, baseURL: baseURL, pollInterval: pollInterval)
    writer.raw(manifestXML)
    writer.raw("    </updatecheck>\n")
  }
}

extension ReleaseSeries {
  func render(into writer: inout XMLWriter, baseURL: BaseURL?, pollInterval: Int?) throws(XMLWriterError) {
    writer.beginUpdate(from: codebases, baseURL: baseURL, pollInterval: pollInterval)
    for entry in entries { try entry.render(into: &writer) }
    writer.raw("    </updatecheck>\n")
  }
}

extension XMLWriter {
  /// `<updatecheck status="ok">` and its URLs.
  fileprivate mutating func beginUpdate(from codebases: [Codebase], baseURL: BaseURL?, pollInterval: Int?) {
    raw("    <updatecheck status=\"ok\"")
    if let pollInterval { attribute("PollInterval", pollInterval) }
    raw(">\n      <urls>\n")
    for codebase in codebases {
      raw("        <url codebase=\"")
      if !codebase.isAbsolute, let baseURL { raw(baseURL.text) }
      raw(codebase.escaped)
      raw("\"/>\n")
    }
    raw("      </urls>\n")
  }
}
