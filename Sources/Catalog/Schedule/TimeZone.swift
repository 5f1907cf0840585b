public import Omaha

/// The offsets of an IANA time zone from UTC, over time.
///
/// Read from the compiled form that Debian's `tzdata` installs, because no library but Foundation, which a CGI executable
/// cannot afford, has these rules. Two zones are the same when they have the same name.
public final class TimeZone: Sendable {
  /// The IANA name: `Europe/Berlin`.
  public let name: String
  private let file: TZifFile

  /// The zone that a TZif file (RFC 9636) describes. The file is not trusted.
  init(name: String, tzif: [UInt8]) throws(TimeZoneError) {
    self.name = name
    self.file = try TZifFile(tzif)
  }

  private init(fixed name: String, offset: Int32) {
    self.name = name
    self.file = TZifFile(offset: offset)
  }

  /// Coordinated universal time, which needs no file.
  public static let utc = TimeZone(fixed: "UTC", offset: 0)

  /// Seconds that the clocks of the zone are ahead of UTC; negative west of Greenwich.
  public func offset(at moment: Timestamp) -> Int { Int(file.offset(at: clamped(moment))) }

  /// The first moment after `moment` at which the clocks of the zone are set forward or back; nil when none is known, or
  /// either is more than eighteen thousand million years from 1970.
  public func nextTransition(after moment: Timestamp) -> Timestamp? {
    guard (-TZifFile.furthest...TZifFile.furthest).contains(moment.seconds) else { return nil }
    var time = moment.seconds
    while let next = file.change(after: time), next <= TZifFile.furthest {
      // Files also list changes of the name alone.
      if file.offset(at: next) != file.offset(at: next - 1) { return Timestamp(seconds: next) }
      time = next
    }
    return nil
  }

  /// What the clocks of the zone show at a moment, counted in seconds as though it were UTC.
  func localSeconds(at moment: Timestamp) -> Int64 {
    let time = clamped(moment)
    return time + Int64(file.offset(at: time))
  }

  /// Far beyond every calendar, and no sum of it with an offset overflows.
  private func clamped(_ moment: Timestamp) -> Int64 {
    max(-TZifFile.furthest, min(TZifFile.furthest, moment.seconds))
  }
}

extension TimeZone: Hashable {
  /// Whether both have the same name.
  public static func == (left: TimeZone, right: TimeZone) -> Bool { left === right || left.name == right.name }

  /// Hashes the name.
  public func hash(into hasher: inout Hasher) { hasher.combine(name) }
}
