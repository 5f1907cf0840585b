internal import Catalog
internal import Omaha

/// Counts when a rollout reaches the machines of a group that need its target.
struct RolloutTally {
  let rollout: Rollout
  let target: Target
  /// What its machines get: that of the target, or what stands in for a blocked one.
  let version: Version
  /// Now and the rollout's milestones, in order.
  let moments: [Timestamp]
  /// How many machines are first reached at each of the moments; behind the last one, those that never are.
  private var arrivals: [Int]

  init(_ rollout: Rollout, to target: Target, offering version: Version, now: Timestamp) {
    self.rollout = rollout
    self.target = target
    self.version = version
    // A fixed share has one milestone as long as it lies ahead.
    let beginning = target.since.map { $0 > now ? [$0] : [] } ?? []
    moments = Set(rollout.milestones(since: target.since) + beginning + [now]).sorted()
    arrivals = Array(repeating: 0, count: moments.count + 1)
  }

  /// Counts the machine at a bucket.
  mutating func add(_ bucket: RolloutBucket) {
    // As the decision asks.
    let index = moments.firstIndex { rollout.includes(bucket, since: target.since, at: $0) }
    arrivals[index ?? moments.count] += 1
  }

  /// How many machines were counted.
  var machines: Int { arrivals.reduce(0, +) }

  /// How many of them are not reached even at the last moment.
  var unreached: Int { arrivals[moments.count] }

  /// How many are reached at each of the moments, those before included.
  var reached: [Int] {
    var sum = 0
    return arrivals.dropLast().map { arrived in
      sum += arrived
      return sum
    }
  }
}
