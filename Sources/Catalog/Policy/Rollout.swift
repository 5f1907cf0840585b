public import Omaha

/// How much of a group gets a release, and when (`<rollout>` of a group).
///
/// A machine's ``RolloutBucket`` never changes for a release, so whoever is once within the share stays there while the
/// share grows.
public enum Rollout: Hashable, Sendable {
  /// A fixed share: `percent="25"`.
  case share(Share)
  /// From nobody at the moment of promotion evenly to everybody after the period: `over="P3D"`.
  case ramp(over: Period)
  /// In steps, the first at the moment of promotion, the last when the period is over, the others evenly between:
  /// `over="P3D" steps="1,5,25,100"` is 1% at once, 5% after one day, 25% after two and everybody after three.
  case steps([Share], over: Period)

  /// Whether it counts from the moment when the target was promoted.
  public var needsSince: Bool {
    if case .share = self { false } else { true }
  }

  /// Whether it has reached everybody, wherever they stand.
  public func isComplete(since: Timestamp?, at now: Timestamp) -> Bool { share(since: since, at: now) == .all }

  /// Whether a machine at a bucket gets the release.
  ///
  /// - Parameter since: the moment of promotion; nil is taken as not yet by a rollout that grows, and as long ago by a fixed share.
  public func includes(_ bucket: RolloutBucket, since: Timestamp?, at now: Timestamp) -> Bool {
    switch self {
    case .share, .steps: return share(since: since, at: now).includes(bucket)
    case .ramp(let period):
      guard let elapsed = elapsed(since, now) else { return false }
      // elapsed / period > bucket / 2^32; the product stays below 2^61.
      return elapsed >= period.seconds || UInt64(bucket.value) * UInt64(period.seconds) < UInt64(elapsed) << 32
    }
  }

  /// The share that is reached at a moment, rounded down to a millionth. Before the moment of promotion it is nobody.
  public func share(since: Timestamp?, at now: Timestamp) -> Share {
    if let since, now < since { return .none }
    switch self {
    case .share(let share): return share
    case .ramp(let period):
      guard let elapsed = elapsed(since, now) else { return .none }
      return Share(unchecked: Int(min(elapsed, period.seconds) * 1_000_000 / period.seconds))
    case .steps(let steps, let period):
      guard let elapsed = elapsed(since, now), !steps.isEmpty else { return .none }
      guard steps.count > 1 else { return steps[0] }
      let intervals = Int64(steps.count - 1)
      return steps[Int(min(elapsed, period.seconds) * intervals / period.seconds)]
    }
  }

  /// The first moment at which a machine at a bucket gets the release; nil for never.
  ///
  /// A share that is fixed begins with the promotion; without its moment the distant past is returned.
  public func begin(of bucket: RolloutBucket, since: Timestamp?) -> Timestamp? {
    switch self {
    case .share(let share):
      return share.includes(bucket) ? since ?? Timestamp(seconds: .min) : nil
    case .ramp(let period):
      guard let since else { return nil }
      let elapsed = Int64((UInt64(bucket.value) * UInt64(period.seconds)) >> 32) + 1
      return Timestamp(seconds: since.seconds + elapsed)
    case .steps(let steps, let period):
      guard let since, let step = steps.firstIndex(where: { $0.includes(bucket) }) else { return nil }
      guard steps.count > 1 else { return since }
      let intervals = Int64(steps.count - 1)
      // Rounded up: a step begins with the first whole second that is not before it.
      return Timestamp(seconds: since.seconds + (Int64(step) * period.seconds + intervals - 1) / intervals)
    }
  }

  /// When everybody who will ever get the release gets it; nil for a share that is fixed, which everybody gets with the promotion.
  public func end(since: Timestamp?) -> Timestamp? {
    switch self {
    case .share: nil
    case .ramp(let period), .steps(_, let period): since.map { Timestamp(seconds: $0.seconds + period.seconds) }
    }
  }

  private func elapsed(_ since: Timestamp?, _ now: Timestamp) -> Int64? {
    guard let since, now >= since else { return nil }
    return now.seconds - since.seconds
  }
}

extension Rollout {
  /// The plan for people: `over 3 days`.
  package var text: String { Period.spelledOut(in: description) }
}

extension Rollout: CustomStringConvertible {
  /// `25%`, `over P3D`, or `1%, 5%, 100% over P3D`.
  public var description: String {
    switch self {
    case .share(let share): "\(share)"
    case .ramp(let period): "over \(period)"
    case .steps(let steps, let period): steps.map(\.description).joined(separator: ", ") + " over \(period)"
    }
  }
}

extension Rollout {
  /// Reads the shares of steps, such as `1,5,25,100`; nil unless they grow, are above 0 and at most a hundred.
  public static func steps(_ text: String) -> [Share]? {
    var steps: [Share] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      var part = part
      while part.first == " " { part.removeFirst() }
      while part.last == " " { part.removeLast() }
      guard let share = Share(percent: String(part)), share > steps.last ?? .none, steps.count < 100 else { return nil }
      steps.append(share)
    }
    return steps
  }
}
