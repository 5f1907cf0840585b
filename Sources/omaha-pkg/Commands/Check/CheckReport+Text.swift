internal import Catalog
internal import Reports

extension CheckReport {
  /// One line per error or warning; without errors the sum.
  var text: String {
    let lines = errors.map(\.text) + warnings.map(\.warning)
    let sum = warnings.isEmpty ? "" : ", \(quantity(warnings.count, "warning"))"
    return (lines + (ok ? ["ok: \(quantity(appCount, "app")), \(quantity(releaseCount, "release"))\(sum)"] : []))
      .joined(separator: "\n")
  }
}

extension CheckReport.Finding {
  /// `file:line: message`, the form that editors jump to.
  fileprivate var text: String { "\(place): \(message)" }

  fileprivate var warning: String { "\(place): warning: \(message)" }

  private var place: String { line > 0 ? "\(file.escaped):\(line)" : file.escaped }
}
