internal import Catalog
internal import Omaha
internal import UpdateService

/// The path to the decision for one app of a request; nil where it did not get that far or the machine said nothing.
package struct ExplainedApp: Codable {
  package let app: String
  package let name: String?
  package let version: String
  /// What blocks the version that the machine runs.
  package let runningBlock: ChannelReport.RuleReport?
  package let track: String?
  package let board: String?
  package let arch: String?
  package let oem: String?
  package let platform: String?
  package let machine: String?
  package let alias: String?
  /// Every rule that was tried, in this order.
  package let steps: [Step]
  package let group: String?
  package let channel: String?
  package let target: String?
  package let targetArch: String?
  package let since: String?
  package let offer: Offer?
  /// Everything that a mirror is told at once, the offer first; nil for a machine.
  package let manifests: [Manifest]?
  /// Seconds that the machine is told to wait before it checks again.
  package let pollInterval: Int?
  package let decision: String
  package let reason: String
  package let explanation: String

  /// One rule that was tried.
  package struct Step: Codable {
    package let rule: String
    package let saw: String
    package let verdict: Verdict
  }

  /// What a rule decided.
  package enum Verdict: String, Codable {
    /// The next rule is tried.
    case pass
    /// The same rule is tried with the next group.
    case next
    /// The decision is made: no update.
    case stop
  }

  /// The release that is offered.
  package struct Offer: Codable {
    package let version: String
    package let arch: String
    /// The version that a delta starts from.
    package let previous: String?
  }

  /// One manifest of an answer to a mirror.
  package struct Manifest: Codable {
    package let version: String
    package let arch: String
    package let isFloor: Bool
    package let reason: String?
    package let isTarget: Bool
  }

  init(
    _ asked: Request.App, of request: Request, in catalog: Catalog, _ decision: Decision, _ tried: [DecisionStep]
  ) {
    app = asked.appID
    let known = catalog.app(for: asked)
    name = known?.name
    version = asked.version
    let block = decision.runningBlock(asked, of: request, known: known)
    runningBlock = decision.served.flatMap { served in
      block.map { ChannelReport.RuleReport(served.channel, $0.version, $0.architecture, $0.reason) }
    }
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
      return Step(rule: step.rule.rawValue, saw: step.text, verdict: verdict)
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
    explanation = decision.explanation(runsBlocked: block != nil)
  }
}
