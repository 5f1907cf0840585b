internal import Catalog
internal import Reports

extension ProbeReport {
  /// The answer, what is wrong with it, and the verdict in the last line.
  var text: String {
    var table = Table()
    table.add("server", server)
    if let http {
      let type = http.contentType ?? "no Content-Type"
      table.add("answer", "HTTP \(http.status), \(type), \(http.size) bytes in \(http.milliseconds) ms")
    }
    if let offer {
      table.add("offers", offer.version + (offer.versions.map { ", of " + $0.joined(separator: ", ") } ?? ""))
      for codebase in offer.codebases { table.add("codebase", codebase) }
      for package in offer.packages {
        let sha256 = package.sha256.map { ", SHA-256 \($0.hex)" } ?? ""
        table.add("package", "\(package.name), \(package.size) bytes\(sha256)")
      }
    }
    if let pollInterval { table.add("asks again", "in \(pollInterval) s") }
    for download in downloads ?? [] { table.add("download", download.title) }
    var text = table.text()
    for deviation in deviations {
      let kind = deviation.breaks == "fatal" ? "error" : deviation.breaks == "some" ? "warning" : "note"
      text += "\(kind): \(deviation.message.escaped)\n"
    }
    for fault in (downloads ?? []).flatMap(\.faults) { text += "error: \(fault.escaped)\n" }
    return text + "\(verdict)\n"
  }

  private var verdict: String {
    if let error { return "unavailable: \(error.escaped)" }
    let found = offer.map { "\(answer) \(answer == "update" ? "to" : "offer of") \($0.version.escaped)" } ?? answer
    guard isGood else {
      guard let expected, !asExpected, answer == "update" || answer == "noupdate" else { return "not good: \(found)" }
      return "not as expected: \(found), expected \(expected)"
    }
    return expected == nil ? "good: \(found)" : "as expected: \(found)"
  }
}
