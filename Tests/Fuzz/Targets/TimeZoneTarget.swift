@testable internal import Catalog
internal import Omaha

/// A compiled time zone: refused, or it has an offset at every time, and its next change is later and is one.
///
/// When the input begins with a line feed, what follows is a rule as the footer of such a file has it, so that mutations reach it.
struct TimeZoneTarget: FuzzTarget {
  static let name = "timezone"

  private static let moments: [Int64] = [
    .min, -TZifFile.furthest - 1, -TZifFile.furthest, -62_135_596_800, -1, 0, 1, 951_782_400, 1_795_000_000,
    253_402_300_799, TZifFile.furthest - 1, TZifFile.furthest, TZifFile.furthest + 1, .max,
  ]

  func check(_ input: [UInt8]) throws {
    let file = input.first == UInt8(ascii: "\n") ? Self.file(withRule: Array(input.dropFirst())) : input
    let zone: TimeZone
    do throws(TimeZoneError) { zone = try TimeZone(name: "Fuzz/Zone", tzif: file) } catch {
      try require(error.description.utf8.count < 160, "a long error: \(error)")
      return
    }
    var moments = Self.moments.map { Timestamp(seconds: $0) }
    // From change to change, from somewhere within the last fifty years.
    var moment = Timestamp(seconds: Int64(input.last ?? 0) * 6_000_000)
    for _ in 0..<8 {
      moments.append(moment)
      guard let next = zone.nextTransition(after: moment) else { break }
      try require(next > moment, "the change after \(moment) is at \(next)")
      moment = next
    }
    for moment in moments {
      let offset = zone.offset(at: moment)
      try require(TimeZoneRule.offsets.contains(Int64(offset)), "offset \(offset) at \(moment.seconds)")
      guard let next = zone.nextTransition(after: moment) else { continue }
      let before = Timestamp(seconds: next.seconds - 1)
      try require(next > moment, "the change after \(moment.seconds) is at \(next.seconds)")
      try require(zone.offset(at: next) != zone.offset(at: before), "nothing changes at \(next.seconds)")
      try require(zone.offset(at: before) == offset, "a change between \(moment.seconds) and \(next.seconds)")
    }
    try schedule(zone, moments)
  }

  private func schedule(_ zone: TimeZone, _ moments: [Timestamp]) throws {
    guard let window = Window(days: .monday, from: 23 * 60, to: 90, zone: zone),
      let first = LocalTime("2026-10-20"), let last = LocalTime("2026-11-03T18:00"),
      let blackout = Blackout(first: first, last: last, zone: zone)
    else { throw Violation("no window") }
    let schedule = Schedule(windows: [window], blackouts: [blackout])
    for moment in moments {
      let isOpen = schedule.isOpen(at: moment)
      if let opening = schedule.nextOpening(after: moment) {
        try require(schedule.isOpen(at: opening) && (opening == moment) == isOpen, "opening \(opening.seconds)")
      }
      if let closing = schedule.nextClosing(after: moment) {
        try require(!schedule.isOpen(at: closing) && (closing == moment) != isOpen, "closing \(closing.seconds)")
      }
    }
  }

  /// A file of version 2 with one offset and a rule.
  private static func file(withRule rule: [UInt8]) -> [UInt8] {
    func block(_ footer: [UInt8]) -> [UInt8] {
      let counts: [UInt8] = [0, 0, 0, 0, 1, 4]
      return Array("TZif2".utf8) + [UInt8](repeating: 0, count: 15) + counts.flatMap { [0, 0, 0, $0] }
        + [0, 0, 0, 0, 0, 0] + Array("LMT\0".utf8) + footer
    }
    return block([]) + block([0x0A] + rule + [0x0A])
  }
}
