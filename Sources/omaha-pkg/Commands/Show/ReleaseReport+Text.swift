internal import Omaha
internal import Reports

extension ReleaseReport {
  /// One line per fact.
  var text: String {
    var table = Table()
    table.add("app", app)
    table.add("version", version)
    table.add("arch", arch)
    if let previous { table.add("delta from", previous) }
    table.add("channels", targetOf.isEmpty ? "none" : targetOf.joined(separator: ", "))
    for floor in floors { table.add("floor", "of \(floor.place)") }
    for block in blocks { table.add("blocked", "by \(block.place)") }
    for pin in pins { table.add("pinned", "by \(pin.group)") }
    for codebase in codebases { table.add("codebase", codebase) }
    for (name, value) in attributes.sorted(by: { $0.key < $1.key }) { table.add("manifest \(name)", value) }
    for (package, path) in zip(packages, payloads) {
      table.add("package", package.name)
      table.add("size", "\(package.size)")
      if let sha1 = package.sha1 { table.add("sha1", sha1.base64) }
      if let sha256 = package.sha256 { table.add("sha256", sha256.hex) }
      table.add("required", "\(package.required)")
      for (name, value) in package.attributes.sorted(by: { $0.key < $1.key }) { table.add("package \(name)", value) }
      table.add("payload", path)
    }
    for action in actions {
      for (name, value) in action.attributes.sorted(by: { $0.key < $1.key }) {
        table.add("\(action.event) \(name)", value)
      }
    }
    table.add("file", file)
    return table.text()
  }
}

extension ChannelReport.RuleReport {
  /// `stable for amd64: new layout`
  fileprivate var place: String {
    channel + (arch == Architecture.all.rawValue ? "" : " for \(arch)") + (reason.map { ": \($0)" } ?? "")
  }
}
