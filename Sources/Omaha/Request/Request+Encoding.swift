public import XML

extension Request {
  /// The request as an XML document.
  ///
  /// - Throws: ``XMLWriterError`` when a value has a character that XML cannot carry, or an attribute of ``hardware``
  ///   has a name that is not an XML name or occurs twice.
  public func encode() throws(XMLWriterError) -> [UInt8] {
    var writer = XMLWriter()
    writer.declaration()
    writer.open("request")
    try writer.attribute("protocol", protocolVersion)
    try writer.attribute("version", ifPresent: version)
    try writer.attribute("updaterversion", ifPresent: updaterVersion)
    try writer.attribute("installsource", ifPresent: installSource)
    try writer.attribute("ismachine", ifPresent: isMachine.map { $0 ? "1" : "0" })
    try writer.attribute("requestid", ifPresent: requestID)
    try writer.attribute("sessionid", ifPresent: sessionID)
    try writer.attribute("testsource", ifPresent: testSource)
    try writer.attribute("userid", ifPresent: userID)
    try writer.attribute("dedup", ifPresent: dedup)
    writer.closeStartTag()
    writer.newline()
    if let hardware {
      writer.startLine(depth: 1, "hw")
      try writer.attributes(hardware, besides: [])
      writer.closeEmpty()
      writer.newline()
    }
    try os?.encode(into: &writer)
    for app in apps { try app.encode(into: &writer) }
    writer.end("request")
    writer.newline()
    return writer.bytes
  }
}

extension OperatingSystem {
  func encode(into writer: inout XMLWriter) throws(XMLWriterError) {
    writer.startLine(depth: 1, "os")
    try writer.attribute("platform", ifPresent: platform)
    try writer.attribute("version", ifPresent: version)
    try writer.attribute("sp", ifPresent: servicePack)
    try writer.attribute("arch", ifPresent: architecture)
    writer.closeEmpty()
    writer.newline()
  }
}

extension Request.App {
  func encode(into writer: inout XMLWriter) throws(XMLWriterError) {
    writer.startLine(depth: 1, "app")
    try writer.attribute("appid", appID)
    try writer.attribute("version", ifPresent: attributes[.version])
    try writer.attribute("nextversion", ifPresent: nextVersion)
    try writer.attribute("track", ifPresent: attributes[.track])
    try writer.attribute("from_track", ifPresent: fromTrack)
    try writer.attribute("bootid", ifPresent: bootID)
    try writer.attribute("oem", ifPresent: oem)
    try writer.attribute("oemversion", ifPresent: oemVersion)
    try writer.attribute("alephversion", ifPresent: alephVersion)
    try writer.attribute("machineid", ifPresent: machineID)
    try writer.attribute("machinealias", ifPresent: machineAlias)
    try writer.attribute("lang", ifPresent: language)
    try writer.attribute("board", ifPresent: board)
    try writer.attribute("hardware_class", ifPresent: hardwareClass)
    try writer.attribute("delta_okay", ifPresent: deltaOK.map { $0 ? "true" : "false" })
    try writer.attribute("multi_manifest_ok", ifPresent: multiManifestOK.map { $0 ? "true" : "false" })
    try writer.attribute("client", ifPresent: client)
    try writer.attribute("brand", ifPresent: brand)
    writer.attribute("installage", ifPresent: installAge)
    writer.attribute("installdate", ifPresent: installDate)
    try writer.attribute("cohort", ifPresent: cohort)
    try writer.attribute("cohorthint", ifPresent: cohortHint)
    try writer.attribute("cohortname", ifPresent: cohortName)
    try writer.attribute("release_channel", ifPresent: releaseChannel)
    try writer.attribute("ap", ifPresent: additionalParameters)
    guard ping != nil || updateCheck != nil || !events.isEmpty else {
      writer.closeEmpty()
      writer.newline()
      return
    }
    writer.closeStartTag()
    writer.newline()
    try ping?.encode(into: &writer)
    try updateCheck?.encode(into: &writer)
    for event in events { try event.encode(into: &writer) }
    writer.endLine(depth: 1, "app")
  }
}

extension Ping {
  func encode(into writer: inout XMLWriter) throws(XMLWriterError) {
    writer.startLine(depth: 2, "ping")
    writer.attribute("active", ifPresent: active)
    writer.attribute("a", ifPresent: daysSinceActive)
    writer.attribute("r", ifPresent: daysSinceRollCall)
    writer.attribute("ad", ifPresent: activeDay)
    writer.attribute("rd", ifPresent: rollCallDay)
    try writer.attribute("ping_freshness", ifPresent: freshness)
    writer.closeEmpty()
    writer.newline()
  }
}

extension UpdateCheck {
  func encode(into writer: inout XMLWriter) throws(XMLWriterError) {
    writer.startLine(depth: 2, "updatecheck")
    try writer.attribute("targetversionprefix", ifPresent: targetVersionPrefix?.text)
    try writer.attribute("rollback_allowed", ifPresent: rollbackAllowed.map { $0 ? "true" : "false" })
    try writer.attribute("updatedisabled", ifPresent: updateDisabled.map { $0 ? "true" : "false" })
    try writer.attribute("sameversionupdate", ifPresent: sameVersionUpdate.map { $0 ? "true" : "false" })
    try writer.attribute("release_channel", ifPresent: releaseChannel)
    writer.closeEmpty()
    writer.newline()
  }
}

extension Event {
  func encode(into writer: inout XMLWriter) throws(XMLWriterError) {
    writer.startLine(depth: 2, "event")
    // An attribute that is absent stays so: what it means then is the reader's to know.
    writer.attribute("eventtype", ifPresent: attributes.number(.eventtype) as Int64?)
    writer.attribute("eventresult", ifPresent: attributes.number(.eventresult) as Int64?)
    writer.attribute("errorcode", ifPresent: attributes.number(.errorcode) as Int64?)
    writer.attribute("extracode1", ifPresent: extraCode1)
    try writer.attribute("previousversion", ifPresent: previousVersion)
    try writer.attribute("nextversion", ifPresent: nextVersion)
    writer.attribute("download_time_ms", ifPresent: downloadTime)
    writer.attribute("downloaded", ifPresent: downloaded)
    writer.attribute("total", ifPresent: total)
    writer.attribute("update_check_time_ms", ifPresent: updateCheckTime)
    writer.attribute("install_time_ms", ifPresent: installTime)
    writer.attribute("source_url_index", ifPresent: sourceURLIndex)
    writer.attribute("state_cancelled", ifPresent: stateCancelled)
    writer.attribute("time_since_update_available_ms", ifPresent: timeSinceUpdateAvailable)
    writer.attribute("time_since_download_start_ms", ifPresent: timeSinceDownloadStart)
    writer.closeEmpty()
    writer.newline()
  }
}
