/// What a TZif file says about offsets: a list of changes, and a rule for the time after the last.
///
/// RFC 9636 §3. Versions 1 to 4 differ for us in the width of a time (4 bytes in version 1, 8 later) and in the footer, which
/// version 1 lacks. A later file repeats its data in both widths; only the wide one counts.
struct TZifFile {
  /// When the offset changes, in seconds since 1970, ascending.
  private let times: [Int64]
  /// For each of `times` the index in `offsets` of what holds from then on.
  private let types: [UInt8]
  /// Seconds east of UTC; never empty. The first holds before the first change.
  private let offsets: [Int32]
  /// What holds from the last change on; nil when the last change holds for ever.
  private let rule: TimeZoneRule?

  /// Times beyond this distance from 1970, in seconds, occur in no file (RFC 9636 §3.2).
  static let furthest: Int64 = 1 << 59

  /// One offset for ever.
  init(offset: Int32) {
    times = []
    types = []
    offsets = [offset]
    rule = nil
  }

  /// Reads a file that is not trusted: every count is held against the bytes that are there before anything is allocated.
  init(_ bytes: [UInt8]) throws(TimeZoneError) {
    var reader = TZifReader(bytes)
    var header = try reader.header()
    if header.version >= 2 {
      try reader.skip(header.length(timeSize: 4))
      header = try reader.header()
      guard header.version >= 2 else { throw TimeZoneError("is a TZif file with two versions") }
    }
    let timeSize = header.version >= 2 ? 8 : 4
    try reader.check(header, timeSize: timeSize)

    var times: [Int64] = []
    times.reserveCapacity(header.timeCount)
    for _ in 0..<header.timeCount {
      let time = try reader.integer(size: timeSize)
      guard time > times.last ?? .min, (-Self.furthest...Self.furthest).contains(time) else {
        throw TimeZoneError("is a TZif file with times that are out of order")
      }
      times.append(time)
    }
    var types: [UInt8] = []
    types.reserveCapacity(header.timeCount)
    for _ in 0..<header.timeCount {
      let type = try reader.byte()
      guard type < header.typeCount else { throw TimeZoneError("is a TZif file that refers to an offset it lacks") }
      types.append(type)
    }
    var offsets: [Int32] = []
    offsets.reserveCapacity(header.typeCount)
    for _ in 0..<header.typeCount {
      let offset = try reader.integer(size: 4)
      guard TimeZoneRule.offsets.contains(offset) else {
        throw TimeZoneError("is a TZif file with an offset of more than a day")
      }
      offsets.append(Int32(truncatingIfNeeded: offset))
      // Whether it is daylight-saving time, and its abbreviation: neither matters to a clock.
      try reader.skip(2)
    }
    try reader.skip(header.characterCount + header.standardCount + header.universalCount)
    self.times = times
    self.types = types
    self.offsets = offsets
    rule = timeSize == 8 ? try reader.footer() : nil
  }

  /// Seconds east of UTC at a time of at most ``furthest``.
  func offset(at time: Int64) -> Int32 {
    let count = changes(until: time)
    if count == times.count, let rule { return rule.offset(at: time) }
    return count == 0 ? offsets[0] : offsets[Int(types[count - 1])]
  }

  /// The first listed or computed change after a time of at most ``furthest``, whatever it changes; nil when there is none.
  func change(after time: Int64) -> Int64? {
    let count = changes(until: time)
    return count < times.count ? times[count] : rule?.change(after: time)
  }

  /// How many changes there are up to and including `time`.
  private func changes(until time: Int64) -> Int {
    var low = 0
    var high = times.count
    while low < high {
      let middle = (low + high) / 2
      if times[middle] <= time { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
