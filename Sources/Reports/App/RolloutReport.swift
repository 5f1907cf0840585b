internal import Catalog
internal import Omaha

/// How far a rollout is at a moment.
package struct RolloutReport: Codable {
  /// Percent of the group that is offered the release now.
  package let percent: Double
  /// Percent of the group that will be.
  package let of: Double
  /// When that is reached; nil for a share that is fixed.
  package let done: String?
  package let isDone: Bool

  init(_ rollout: Rollout, since: Timestamp?, at now: Timestamp) {
    // A fixed share waits for its moment, too, and is complete then.
    let end = rollout.end(since: since) ?? since.flatMap { $0 > now ? $0 : nil }
    let share = rollout.share(since: since, at: now)
    percent = share.percentage
    of = (end.map { rollout.share(since: since, at: $0) } ?? share).percentage
    done = end?.description
    isDone = end.map { now >= $0 } ?? true
  }
}

extension Share {
  /// The share in percent, with at most four decimals.
  var percentage: Double { Double(millionths) / 10_000 }
}
