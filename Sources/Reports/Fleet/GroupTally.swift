internal import Catalog
internal import CatalogEditing
internal import Omaha
internal import UpdateService

/// Counts what the machines of a group are answered.
struct GroupTally {
  /// The group; nil for the machines that none took.
  let group: Group?
  private(set) var machines = 0
  /// What was decided and how often, by why.
  private(set) var reasons: [Reason: (decision: String, machines: Int, runningBlocked: Int)] = [:]
  private(set) var offers: [Offer: Int] = [:]
  private(set) var rollouts: [RolloutTally] = []

  /// A release that is offered.
  struct Offer: Hashable {
    let version: String
    let architecture: Architecture
    /// The version that a delta starts from.
    let previous: String?
  }

  init(_ group: Group?) { self.group = group }

  /// Counts a machine of the group.
  ///
  /// - Parameter path: The one that it is on.
  mutating func add(
    _ decision: Decision, on path: UpdatePath?, of machineID: String?, runsBlocked: Bool, app: ApplicationID?,
    at now: Timestamp
  ) {
    machines += 1
    reasons[decision.reason, default: (decision.outcome, 0, 0)].machines += 1
    if runsBlocked { reasons[decision.reason, default: (decision.outcome, 0, 0)].runningBlocked += 1 }
    if let release = decision.release {
      let offer = Offer(
        version: release.version.text, architecture: release.architecture, previous: release.previousVersion?.text)
      offers[offer, default: 0] += 1
    }
    switch decision.reason {
    // A closed window has hidden whether the rollout has come.
    case .offered, .rollback, .rolloutPending, .outsideWindow, .noBaseURL: break
    default: return
    }
    guard let app, let target = decision.target, let rollout = decision.group?.rollout else { return }
    let bucket = RolloutBucket(app: app, version: target.version, machineID: machineID)
    // A block of one architecture gives its machines another release of the same target.
    let version = path?.steps.last?.offered(to: decision.group)?.version ?? target.version
    if let index = rollouts.firstIndex(where: { $0.target == target && $0.version.text == version.text }) {
      rollouts[index].add(bucket)
    } else {
      var tally = RolloutTally(rollout, to: target, offering: version, now: now)
      tally.add(bucket)
      rollouts.append(tally)
    }
  }
}
