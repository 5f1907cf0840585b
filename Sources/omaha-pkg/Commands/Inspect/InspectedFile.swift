internal import Catalog
internal import Console
internal import Payload
internal import Reports

/// A payload and what was found out about it.
struct InspectedFile {
  /// As on the command line.
  let path: String
  let report: PayloadReport

  /// The last component of the path.
  var name: String { String(path.split(separator: "/").last ?? "") }

  /// Throws when the payload is not sound.
  func check() throws(CommandFailure) {
    guard let first = report.faults.first else { return }
    let more = report.faultCount > 1 ? " (and \(quantity(report.faultCount - 1, "more fault")))" : ""
    throw CommandFailure("\(path.escaped): \(first)\(more)", exitCode: CommandFailure.checkFailed)
  }
}
