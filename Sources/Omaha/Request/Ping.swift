/// A sign of life: `<ping>` of a request (Omaha 3.0).
public struct Ping: Hashable, Sendable {
  let attributes: AttributeList

  /// `active`: 1 when the app was used since the last ping, 0 when not. Absent means 0 unless ``daysSinceActive`` or
  /// ``activeDay`` is there.
  public var active: Int64? { attributes.number(.active) }

  /// `a`: days since the last ping with use; -1 for never. Absent means that there was no use.
  public var daysSinceActive: Int64? { attributes.number(.a) }

  /// `r`: days since the last ping; -1 for never. Absent means 0.
  public var daysSinceRollCall: Int64? { attributes.number(.r) }

  /// `ad`: the day of the last ping with use, in days since 2007-01-01; -1 for never, -2 for unknown.
  /// Absent means -2.
  public var activeDay: Int64? { attributes.number(.ad) }

  /// `rd`: the day of the last ping, in days since 2007-01-01; -1 for never, -2 for unknown. Absent means -2.
  public var rollCallDay: Int64? { attributes.number(.rd) }

  /// `ping_freshness`: a value that changes with every ping.
  public var freshness: String? { attributes[.pingFreshness] }

  /// A ping. Whoever reads it takes a number that its attribute cannot have as absent.
  public init(
    active: Int64? = nil, daysSinceActive: Int64? = nil, daysSinceRollCall: Int64? = nil, activeDay: Int64? = nil,
    rollCallDay: Int64? = nil, freshness: String? = nil
  ) {
    attributes = AttributeList([
      (.active, active.map(String.init)), (.a, daysSinceActive.map(String.init)),
      (.r, daysSinceRollCall.map(String.init)), (.ad, activeDay.map(String.init)), (.rd, rollCallDay.map(String.init)),
      (.pingFreshness, freshness),
    ])
  }

  init(_ attributes: AttributeList) { self.attributes = attributes }
}
