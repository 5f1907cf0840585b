internal import Catalog
internal import Omaha
internal import UpdateService

/// The way to the decision for one app of a request; nil where it did not get that far or the machine said nothing.
struct ExplainedApp: Encodable {
  let app: String
  let name: String?
  let version: String
  let track: String?
  let board: String?
  let arch: String?
  let oem: String?
  let platform: String?
  let machine: String?
  let alias: String?
  /// Every rule that was tried, in this order.
  let steps: [Step]
  let group: String?
  let channel: String?
  let target: String?
  let targetArch: String?
  let since: String?
  let offer: Offer?
  /// Everything that a mirror is told at once, the offer first; nil for a machine.
  let manifests: [Manifest]?
  /// Seconds that the machine is told to wait before it checks again.
  let pollInterval: Int?
  let decision: String
  let reason: String
  let explanation: String

  /// One rule that was tried.
  struct Step: Encodable {
    let rule: String
    let saw: String
    let verdict: Verdict
  }

  /// What a rule decided.
  enum Verdict: String, Encodable {
    /// The next rule is tried.
    case pass
    /// The same rule is tried with the next group.
    case next
    /// The decision is made: no update.
    case stop
  }

  /// The release that is offered.
  struct Offer: Encodable {
    let version: String
    let arch: String
    /// The version that a delta starts from.
    let previous: String?

    var text: String { "\(version) \(arch)\(previous.map { ", the delta from \($0)" } ?? "")" }
  }

  /// One manifest of an answer to a mirror.
  struct Manifest: Encodable {
    let version: String
    let arch: String
    let isFloor: Bool
    let reason: String?
    let isTarget: Bool

    var text: String {
      let marks = [isFloor ? "floor" : nil, isTarget ? "target" : nil].compactMap(\.self).joined(separator: " and ")
      return "\(version) \(arch), \(marks)\(reason.map { ": \($0)" } ?? "")"
    }
  }

  init(
    _ asked: Request.App, of request: Request, in catalog: Catalog, _ decision: Decision, _ tried: [DecisionStep]
  ) {
    app = asked.appID
    let known = catalog.app(for: asked)
    name = known?.name
    version = asked.version
    track = asked.track
    board = asked.board
    arch = request.architecture(of: asked, hasARM: known?.hasARM ?? true)?.rawValue
    oem = asked.oem
    platform = request.os?.platform
    machine = asked.machineID
    alias = asked.machineAlias
    steps = tried.enumerated().map { index, step in
      let next = index + 1 < tried.count ? tried[index + 1].rule : nil
      let verdict: Verdict =
        if next == nil {
          decision.outcome == "update" ? .pass : .stop
        } else {
          step.rule == .group && next == .group ? .next : .pass
        }
      return Step(rule: step.rule.rawValue, saw: step.words, verdict: verdict)
    }
    group = decision.group?.name
    channel = decision.group?.channelName
    target = decision.target?.version.text
    targetArch = decision.target?.architecture.rawValue
    since = decision.target?.since?.description
    offer = decision.release.map {
      Offer(version: $0.version.text, arch: $0.architecture.rawValue, previous: $0.previousVersion?.text)
    }
    manifests = decision.series?.entries.map { entry in
      Manifest(
        version: entry.release.version.text, arch: entry.release.architecture.rawValue, isFloor: entry.floor != nil,
        reason: entry.floor?.reason, isTarget: entry.isTarget)
    }
    pollInterval = decision.pollInterval
    self.decision = decision.outcome
    reason = decision.reason.rawValue
    explanation = decision.reason.explanation
  }

  /// What the machine says, what each rule made of it, and what came of that.
  func text(at time: String) -> String {
    var facts: [(String, String?)] = [
      ("app", name.map { "\(app) (\($0))" } ?? app), ("version", version), ("track", track ?? "none"),
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
