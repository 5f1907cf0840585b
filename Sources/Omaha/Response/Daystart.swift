/// The server's clock, by which clients count days: `<daystart>` of a response (Omaha 3.0 §daystart).
public struct Daystart: Hashable, Sendable {
  /// `elapsed_seconds`: seconds since UTC midnight, 0..<86400.
  public private(set) var elapsedSeconds: Int64?

  /// `elapsed_days`: days since 2007-01-01.
  public private(set) var elapsedDays: Int64?

  /// A clock reading.
  public init(elapsedSeconds: Int64?, elapsedDays: Int64? = nil) {
    self.elapsedSeconds = elapsedSeconds
    self.elapsedDays = elapsedDays
  }

  /// The clock reading at a moment.
  public init(at moment: Timestamp) {
    elapsedSeconds = moment.secondsOfDay
    elapsedDays = moment.day - Daystart.firstDay
  }

  /// 2007-01-01, in days since 1970-01-01.
  private static let firstDay: Int64 = 13_514
}

extension Daystart: AttributedElement {
  init() { self.init(elapsedSeconds: nil) }

  mutating func attributes(_ coder: inout some AttributeCoder & ~Copyable) {
    coder.optional("elapsed_seconds", &elapsedSeconds, .number)
    coder.optional("elapsed_days", &elapsedDays, .number)
  }
}
