public import Omaha

extension Rollout {
  /// The moments at which people look at a rollout: the beginnings of its steps, or the moments at which a ramp reaches 10, 25,
  /// 50, 75, 90 and 100 percent; none for a fixed share, and without a moment of promotion.
  public func milestones(since: Timestamp?) -> [Timestamp] {
    guard let since else { return [] }
    /// The first whole second that is not before a part of the period.
    func moment(_ part: Int64, of parts: Int64, _ period: Period) -> Timestamp {
      Timestamp(seconds: since.seconds + (part * period.seconds + parts - 1) / parts)
    }
    switch self {
    case .share: return []
    case .ramp(let period): return [10, 25, 50, 75, 90, 100].map { moment($0, of: 100, period) }
    case .steps(let steps, let period):
      let intervals = Int64(max(steps.count - 1, 1))
      return steps.indices.map { moment(Int64($0), of: intervals, period) }
    }
  }
}
