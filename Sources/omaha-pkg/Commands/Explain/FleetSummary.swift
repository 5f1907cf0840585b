internal import Catalog
internal import Omaha
internal import UpdateService

/// Who in a fleet would be offered what, and when rollouts reach whom.
struct FleetSummary: Encodable {
  let time: String
  let machines: Int
  let apps: [App]

  /// The machines of one app.
  struct App: Encodable {
    /// Nil for all those that the catalog does not have.
    let app: String?
    let name: String?
    let machines: Int
    let groups: [Group]
  }

  /// The machines of one group.
  struct Group: Encodable {
    /// Nil for the machines that no group took.
    let group: String?
    let channel: String?
    let machines: Int
    let decisions: [Count]
    let offers: [Offer]
    /// Whether a window is open; nil for a group that has none.
    let isOpen: Bool?
    /// When that changes next, within 400 days.
    let changesAt: String?
    let rollouts: [Rollout]
  }

  /// How many machines got an answer for a reason.
  struct Count: Encodable {
    let decision: String
    let reason: String
    let machines: Int
  }

  /// How many machines a release is offered to now.
  struct Offer: Encodable {
    let version: String
    let arch: String
    /// The version that a delta starts from.
    let previous: String?
    let machines: Int
  }

  /// When a rollout reaches the machines that need its target.
  struct Rollout: Encodable {
    let version: String
    let arch: String
    let rollout: String
    let since: String?
    /// How many machines need it, and nothing but the rollout or a window holds back.
    let machines: Int
    let moments: [Moment]
    /// How many are not reached at the last moment.
    let unreached: Int
  }

  /// How far a rollout is at a moment.
  struct Moment: Encodable {
    let time: String
    let isNow: Bool
    /// The share in percent that the rollout has then.
    let plan: Double
    /// How many machines it has reached then.
    let machines: Int
    /// How many percent of those that need it these are.
    let percent: Double
  }

  init(_ tally: FleetTally) {
    time = tally.now.description
    machines = tally.machines
    apps = tally.tallies.map { app, counted in
      App(
        app: app?.id.key, name: app?.name, machines: counted.machines,
        groups: counted.ordered(like: app).map { Group($0, at: tally.now) })
    }
  }
}

extension FleetSummary.Group {
  init(_ tally: GroupTally, at now: Timestamp) {
    group = tally.group?.name
    channel = tally.group?.channelName
    machines = tally.machines
    decisions = tally.reasons.map { reason, counted in
      FleetSummary.Count(decision: counted.decision, reason: reason.rawValue, machines: counted.machines)
    }.sorted { ($1.machines, $0.reason) < ($0.machines, $1.reason) }
    offers = tally.offers.map {
      FleetSummary.Offer(version: $0.version, arch: $0.architecture.rawValue, previous: $0.previous, machines: $1)
    }.sorted {
      ($1.machines, $0.version, $0.arch, $0.previous ?? "") < ($0.machines, $1.version, $1.arch, $1.previous ?? "")
    }
    let schedule = tally.group?.schedule ?? .always
    isOpen = schedule == .always ? nil : schedule.isOpen(at: now)
    changesAt = isOpen.flatMap { $0 ? schedule.nextClosing(after: now) : schedule.nextOpening(after: now) }?.description
    rollouts = tally.rollouts.map { FleetSummary.Rollout($0, at: now) }
  }
}

extension FleetSummary.Rollout {
  init(_ tally: RolloutTally, at now: Timestamp) {
    version = tally.target.version.text
    arch = tally.target.architecture.rawValue
    rollout = tally.rollout.description
    since = tally.target.since?.description
    let all = tally.machines
    machines = all
    unreached = tally.unreached
    moments = zip(tally.moments, tally.reached).map { moment, reached in
      FleetSummary.Moment(
        time: moment.description, isNow: moment == now,
        plan: Double(tally.rollout.share(since: tally.target.since, at: moment).millionths) / 10_000,
        machines: reached, percent: Double(reached * 1_000_000 / all) / 10_000)
    }
  }
}
