internal import Reports

extension VerifyReport {
  /// One line per finding, then the sum.
  var text: String {
    var table = Table()
    for finding in findings { table.add(finding.kind.rawValue, finding.file, finding.message) }
    let faults = findings.count { $0.kind.isFault }
    let sum = faults == 0 ? "ok: \(quantity(verified, "payload")) verified\n" : ""
    return table.text() + sum
  }
}
