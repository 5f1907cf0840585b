/// A sign of life: `<ping>` of a request (Omaha 3.0).
public struct Ping: Hashable, Sendable {
  /// `active`: 1 when the app was used since the last ping, 0 when not, -1 when the client does not know.
  public let active: Int64?

  /// `a`: days since the last ping with use; -1 for never.
  public let daysSinceActive: Int64?

  /// `r`: days since the last ping; -1 for never.
  public let daysSinceRollCall: Int64?

  /// `ad`: the day of the last ping with use, in days since 2007-01-01; -1 for never.
  public let activeDay: Int64?

  /// `rd`: the day of the last ping, in days since 2007-01-01; -1 for never.
  public let rollCallDay: Int64?

  /// `ping_freshness`: a value that changes with every ping.
  public let freshness: String?

  /// A ping.
  public init(
    active: Int64? = nil, daysSinceActive: Int64? = nil, daysSinceRollCall: Int64? = nil, activeDay: Int64? = nil,
    rollCallDay: Int64? = nil, freshness: String? = nil
  ) {
    self.active = active
    self.daysSinceActive = daysSinceActive
    self.daysSinceRollCall = daysSinceRollCall
    self.activeDay = activeDay
    self.rollCallDay = rollCallDay
    self.freshness = freshness
  }
}
