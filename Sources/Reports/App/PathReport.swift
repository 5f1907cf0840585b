internal import Catalog
internal import CatalogEditing
internal import Omaha

/// What the machines of a group get for one architecture, floors apart.
package struct PathReport: Codable {
  package let arch: String
  /// Where the pin or the channel points to.
  package let target: String
  package let since: String?
  package let isPinned: Bool
  /// What is offered: the target, or instead of a blocked one the newest below it; nil when nothing is, or nothing that is newer than
  /// what every machine of the group runs.
  package let release: String?
  package let isBlocked: Bool
  /// What comes first, for machines below it; of floors that no machine of the group is below, none.
  package let floors: [ChannelReport.RuleReport]
  /// The floors that are blocked, so that machines below them come no further.
  package let blockedFloors: [BlockedFloor]
  /// The versions that deltas to what is offered start from.
  package let deltas: [String]
  /// The group's plan, as ``GroupReport/rollout`` has it.
  package let rollout: String?
  /// How far the rollout is.
  package let progress: RolloutReport?
  /// The blocked versions whose machines are offered nothing newer.
  package let stuck: [String]
  package let state: State

  /// What happens at the moment.
  package enum State: String, Codable {
    /// App, channel or group are paused.
    case paused
    /// No window is open, or a blackout is on.
    case closed
    /// There is nothing to offer.
    case nothing
    /// A part of the group is offered it.
    case rollout
    /// The whole group is offered it.
    case everybody
  }

  /// A floor that is blocked.
  package struct BlockedFloor: Codable {
    package let version: String
    /// What machines below it are offered; nil when nothing is.
    package let release: String?
  }

  init(_ path: UpdatePath, of served: ServedGroup, isPaused: Bool, at now: Timestamp) {
    let group = served.group
    arch = path.architecture.rawValue
    target = path.target.version.text
    since = path.target.since?.description
    isPinned = group.pins.contains { $0.architecture == nil || $0.architecture == path.target.architecture }
    isBlocked = path.steps.last?.block != nil
    release = path.steps.last?.offered(to: group)?.version.text
    let ahead = path.steps.dropLast().filter { group.mayGo(to: $0.version) }
    floors = ahead.map {
      ChannelReport.RuleReport(served.channel, $0.version, $0.floor?.architecture, $0.floor?.reason)
    }
    blockedFloors = ahead.filter { $0.block != nil }.map { step in
      let release = step.release.flatMap { group.mayGo(to: $0.version) ? $0 : nil }
      return BlockedFloor(version: step.version.text, release: release?.version.text)
    }
    let deltas = release == nil ? [] : path.steps.last?.deltas.compactMap(\.previousVersion) ?? []
    self.deltas = deltas.filter { group.mayRun($0) }.map(\.text)
    rollout = group.rollout?.description
    let progress = group.rollout.map { RolloutReport($0, since: path.target.since, at: now) }
    self.progress = progress
    stuck = served.channel.blocks.filter { block in
      guard block.architecture == nil || block.architecture == path.architecture, group.mayRun(block.version)
      else { return false }
      let offered = path.target.version > block.version ? path.step(for: block.version)?.release : nil
      return offered.map { $0.version <= block.version } ?? true
    }.map(\.version.text)
    state =
      if isPaused {
        .paused
      } else if !group.schedule.isOpen(at: now) {
        .closed
      } else if release == nil {
        .nothing
      } else {
        progress.map { $0.percent < 100 } ?? false ? .rollout : .everybody
      }
  }
}
