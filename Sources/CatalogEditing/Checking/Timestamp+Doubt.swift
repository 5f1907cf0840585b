public import Omaha

extension Timestamp {
  /// Why a moment of promotion cannot be right.
  public enum Doubt: Hashable, Sendable {
    /// A clock that was not set wrote it: a machine without a battery begins at 1970 or 2000.
    case past
    /// It has not come yet.
    case future
  }

  /// 2020-01-01T00:00:00Z, before anything of this was written.
  private static let beginning = Timestamp(seconds: 1_577_836_800)

  /// Why this cannot be the moment of a promotion; nil when it may be.
  public func doubt(at now: Timestamp) -> Doubt? {
    if self < Self.beginning { return .past }
    return self > now ? .future : nil
  }
}
