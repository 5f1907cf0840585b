internal import Catalog
internal import Omaha

/// What the machines of a group get for one architecture, floors apart.
struct WayDescription: Encodable {
  let arch: String
  /// Where the pin or the channel points to.
  let target: String
  let since: String?
  let isPinned: Bool
  /// What is offered: the target, or instead of a blocked one the newest below it; nil when nothing is.
  let offers: String?
  let isBlocked: Bool
  /// The versions that come first, for machines below them.
  let floors: [String]
  /// The floors that are blocked, so that machines below them come no further.
  let blockedFloors: [BlockedFloor]
  /// The versions that deltas to what is offered start from.
  let deltas: [String]
  let rollout: RolloutDescription?

  struct BlockedFloor: Encodable {
    let version: String
    /// What machines below it are offered; nil when nothing is.
    let offers: String?
  }

  init(_ path: UpdatePath, of group: Group, at now: Timestamp) {
    arch = path.architecture.rawValue
    target = path.target.version.text
    since = path.target.since?.description
    isPinned = group.pins.contains { $0.architecture == nil || $0.architecture == path.target.architecture }
    offers = path.steps.last?.release?.version.text
    isBlocked = path.steps.last?.block != nil
    floors = path.steps.dropLast().map(\.version.text)
    blockedFloors = path.steps.dropLast().filter { $0.block != nil }
      .map { BlockedFloor(version: $0.version.text, offers: $0.release?.version.text) }
    deltas = path.steps.last?.deltas.compactMap { $0.previousVersion?.text } ?? []
    rollout = group.rollout.map { RolloutDescription($0, since: path.target.since, at: now) }
  }

  /// `2.0 from stable`, `2.0 pinned`, or `1.0, 2.0 is blocked`; where a floor is blocked, with `, below 1.5 only 1.0`.
  func text(channel: String) -> String {
    var text =
      isBlocked
      ? "\(offers ?? "nothing"), \(target) is blocked" : "\(target) \(isPinned ? "pinned" : "from \(channel)")"
    for floor in blockedFloors { text += ", below \(floor.version) \(floor.offers.map { "only \($0)" } ?? "nothing")" }
    return text
  }
}

/// How far a rollout is at a moment.
struct RolloutDescription: Encodable {
  /// Percent of the group that is offered the release now.
  let percent: Double
  /// Percent of the group that will be.
  let of: Double
  /// When that is reached; nil for a share that is fixed.
  let done: String?
  let isDone: Bool
  private let share: Share

  private enum CodingKeys: CodingKey {
    case percent, of, done, isDone
  }

  init(_ rollout: Rollout, since: Timestamp?, at now: Timestamp) {
    // A fixed share waits for its moment, too, and is complete then.
    let end = rollout.end(since: since) ?? since.flatMap { $0 > now ? $0 : nil }
    share = rollout.share(since: since, at: now)
    percent = Self.percent(share)
    of = Self.percent(end.map { rollout.share(since: since, at: $0) } ?? share)
    done = end?.description
    isDone = end.map { now >= $0 } ?? true
  }

  private static func percent(_ share: Share) -> Double { Double(share.millionths) / 10_000 }

  /// `12.5% of 100%, done 2026-11-26T10:00:00Z`, or `6.03%` when it grows no more.
  var text: String {
    guard !isDone, let done else { return share.description }
    return "\(Self.text(percent)) of \(Self.text(of)), done \(done)"
  }

  /// With one decimal where it matters, rounded down: what is not everybody never reads as 100%.
  private static func text(_ percent: Double) -> String {
    let tenths = Int(percent * 10 + 1e-6)
    return "\(tenths / 10)" + (tenths % 10 == 0 ? "" : ".\(tenths % 10)") + "%"
  }
}
