internal import Catalog
internal import Omaha
internal import UpdateService

/// Who in a fleet would be offered what, and when rollouts reach whom.
package struct FleetReport: Codable {
  package let time: String
  package let machines: Int
  package let apps: [App]

  /// The machines of one app.
  package struct App: Codable {
    /// Nil for all those that the catalog does not have.
    package let app: String?
    package let name: String?
    package let machines: Int
    package let groups: [Group]
  }

  /// The machines of one group.
  package struct Group: Codable {
    /// Nil for the machines that no group took.
    package let group: String?
    package let channel: String?
    package let machines: Int
    package let decisions: [Count]
    package let offers: [Offer]
    /// Nil for a group without windows and blackouts.
    package let schedule: ScheduleReport?
    package let rollouts: [Rollout]
  }

  /// How many machines got an answer for a reason.
  package struct Count: Codable {
    package let decision: String
    package let reason: String
    package let machines: Int
    /// How many of them run a version that is blocked.
    package let runningBlocked: Int
  }

  /// How many machines a release is offered to now.
  package struct Offer: Codable {
    package let version: String
    package let arch: String
    /// The version that a delta starts from.
    package let previous: String?
    package let machines: Int
  }

  /// When a rollout reaches the machines that need its target.
  package struct Rollout: Codable {
    /// What the machines get in the end.
    package let version: String
    /// Where the pin or the channel points to: another version while that is blocked.
    package let target: String
    package let arch: String
    package let rollout: String
    package let since: String?
    /// How many machines need it, and nothing but the rollout or a window holds back.
    package let machines: Int
    package let moments: [Moment]
    /// How many are not reached at the last moment.
    package let unreached: Int
  }

  /// How far a rollout is at a moment.
  package struct Moment: Codable {
    package let time: String
    package let isNow: Bool
    /// The share in percent that the rollout has then.
    package let plan: Double
    /// How many machines it has reached then.
    package let machines: Int
    /// How many percent of those that need it these are.
    package let percent: Double
  }

  package init(_ tally: FleetTally) {
    time = tally.now.description
    machines = tally.machines
    apps = tally.tallies.map { app, counted in
      App(
        app: app?.id.key, name: app?.name, machines: counted.machines,
        groups: counted.ordered(like: app).map { Group($0, at: tally.now) })
    }
  }
}

extension FleetReport.Group {
  init(_ tally: GroupTally, at now: Timestamp) {
    group = tally.group?.name
    channel = tally.group?.channelName
    machines = tally.machines
    decisions = tally.reasons.map { reason, counted in
      FleetReport.Count(
        decision: counted.decision, reason: reason.rawValue, machines: counted.machines,
        runningBlocked: counted.runningBlocked)
    }.sorted { ($1.machines, $0.reason) < ($0.machines, $1.reason) }
    offers = tally.offers.map {
      FleetReport.Offer(version: $0.version, arch: $0.architecture.rawValue, previous: $0.previous, machines: $1)
    }.sorted {
      ($1.machines, $0.version, $0.arch, $0.previous ?? "") < ($0.machines, $1.version, $1.arch, $1.previous ?? "")
    }
    let schedule = tally.group?.schedule ?? .always
    self.schedule = schedule == .always ? nil : ScheduleReport(schedule, at: now)
    rollouts = tally.rollouts.map { FleetReport.Rollout($0, at: now) }
  }
}

extension FleetReport.Rollout {
  init(_ tally: RolloutTally, at now: Timestamp) {
    version = tally.version.text
    target = tally.target.version.text
    arch = tally.target.architecture.rawValue
    rollout = tally.rollout.description
    since = tally.target.since?.description
    let all = tally.machines
    machines = all
    unreached = tally.unreached
    moments = zip(tally.moments, tally.reached).map { moment, reached in
      FleetReport.Moment(
        time: moment.description, isNow: moment == now,
        plan: tally.rollout.share(since: tally.target.since, at: moment).percentage,
        machines: reached, percent: Double(reached * 1_000_000 / all) / 10_000)
    }
  }
}
