internal import Catalog
internal import Reports

extension ExplainedApp {
  /// What the machine says, what each rule made of it, and what came of that.
  func text(at time: String) -> String {
    var facts: [(String, String?)] = [
      ("app", name.map { "\(app) (\($0))" } ?? app),
      ("version", version + (runningBlock.map { ", which is blocked\($0.reason.map { ": \($0)" } ?? "")" } ?? "")),
      ("track", track ?? "none"),
      ("arch", arch ?? "not told"), ("board", board), ("oem", oem), ("platform", platform), ("machine", machine),
      ("alias", alias), ("time", time),
    ]
    facts.removeAll { $0.1 == nil }
    let outcome =
      [
        ("group", group), ("channel", channel),
        ("target", target.map { "\($0) \(targetArch ?? "")\(since.map { " since \($0)" } ?? "")" }),
        ("offer", manifests == nil ? offer?.text : nil),
      ] + (manifests ?? []).map { ("manifest", $0.text) } + [
        ("poll", pollInterval.map { "every \($0) s" }), ("decision", decision),
        ("reason", "\(reason): \(explanation)"),
      ]
    // One table, so that all values begin in the same column.
    var table = Table()
    for case (let key, let value?) in facts + outcome { table.add(key, value) }
    let lines = table.text().split(separator: "\n").map { $0 + "\n" }
    var rules = Table()
    for step in steps { rules.add(step.rule, step.verdict.rawValue, step.saw) }
    return lines.prefix(facts.count).joined() + "rules\n" + rules.text(indent: "  ")
      + lines.dropFirst(facts.count).joined()
  }
}

extension ExplainedApp.Offer {
  fileprivate var text: String { "\(version) \(arch)\(previous.map { ", the delta from \($0)" } ?? "")" }
}

extension ExplainedApp.Manifest {
  fileprivate var text: String {
    let marks = [isFloor ? "floor" : nil, isTarget ? "target" : nil].compactMap(\.self).joined(separator: " and ")
    return "\(version) \(arch), \(marks)\(reason.map { ": \($0)" } ?? "")"
  }
}
