internal import Glibc

/// Reads a whole journal, of each segment what is there by now, in the order of time: where several segments were written side by
/// side, the record that is older comes first. Within a segment records come as they stand there.
///
/// ``next()`` gives nil when everything is read that there is for now. Asked again it gives what was appended since, and after
/// ``look()`` also what is in segments that were begun since.
///
/// To go on after a restart, keep for each segment where the last record ended that was taken, and give these places to
/// ``init(_:from:)``, or those of ``unopened`` segments to ``begin(at:)``. Each record is then read exactly once. A segment that is not there
/// any more has nothing to give: somebody removed it, or a power cut took it. One that ends before its place has lost what was taken already,
/// so it gives nothing either.
public final class JournalReader {
  /// What comes next.
  public enum Step: Hashable, Sendable {
    /// A record, and the bytes that it takes of the segment.
    case checkIn(CheckIn, SegmentName, Range<Int>)
    /// Bytes that are no sound record, and were skipped.
    case damage(SegmentName, Range<Int>)
    /// The segment is complete, and read.
    case end(SegmentName)
  }

  /// A segment that is being read, and what comes next of it; nil when it was not asked yet.
  private struct Source {
    let reader: SegmentReader
    var step: SegmentReader.Step?
    /// Where the last record or damage ended. Behind it may be zeros that its writer has not used when it was copied.
    var end: Int
    /// Whether something of it was read that may not be on the disk yet.
    var isRead = false
  }

  private let folder: JournalFolder
  /// Where to begin with segments that were not opened yet.
  private var places: [SegmentName: Int]
  private var sources: [Source] = []
  /// Segments that nobody has to look into yet: they were begun later than the next record of those that are open. After an outage
  /// there may be hundreds.
  private var later: ArraySlice<SegmentName> = []
  /// Segments that were read to their ends.
  private var done: Set<SegmentName> = []
  /// Where they ended. One that another host ships may come again after it was removed here, and have more by then.
  private var ends: [SegmentName: Int] = [:]

  /// The segments that were not looked into yet. The one that CGI processes share is looked into at once.
  public var unopened: some Collection<SegmentName> { later }

  /// A reader of a journal that exists.
  ///
  /// - Parameter places: Where to begin in segments that were partly read before, in bytes.
  public init(_ folder: JournalFolder, from places: [SegmentName: Int] = [:]) throws(JournalError) {
    self.folder = folder
    self.places = places
    try look()
  }

  /// Looks for segments that are new, and for more in those that had nothing more.
  public func look() throws(JournalError) {
    for index in sources.indices where sources[index].step == .pending { sources[index].step = nil }
    // First, because it gets its name when it is ended, and would be missed in between.
    let shared = try SegmentReader(sharedIn: folder, from: places)
    let segments = try folder.segments()
    done.formIntersection(segments)
    if let shared, !isKnown(shared.segment) { open(shared) }
    later = segments.filter { !isKnown($0) }[...]
  }

  /// Says where to begin with segments that were not looked into yet, in bytes.
  public func begin(at places: [SegmentName: Int]) { self.places.merge(places) { $1 } }

  /// What comes next; nil when there is nothing more for now.
  public func next() throws(JournalError) -> Step? {
    while true {
      var oldest: (index: Int, time: Int64)?
      for index in sources.indices {
        let step: SegmentReader.Step
        if let known = sources[index].step { step = known } else { step = try sources[index].reader.next() }
        sources[index].step = step
        switch step {
        case .checkIn(let checkIn, _): if checkIn.time < oldest?.time ?? .max { oldest = (index, checkIn.time) }
        case .pending: break
        case .damage, .end: return give(index, step)
        }
      }
      if let segment = later.first, segment.beginning <= oldest?.time ?? .max {
        try open(segment)
      } else if let oldest, let step = sources[oldest.index].step {
        return give(oldest.index, step)
      } else {
        for index in sources.indices { sources[index].step = nil }
        return nil
      }
    }
  }

  /// Waits until everything that was given is on the disk.
  public func flush() throws(JournalError) {
    for index in sources.indices where sources[index].isRead {
      try sources[index].reader.flush()
      sources[index].isRead = false
    }
  }

  private func give(_ index: Int, _ step: SegmentReader.Step) -> Step? {
    let segment = sources[index].reader.segment
    sources[index].step = nil
    sources[index].isRead = true
    switch step {
    case .checkIn(let checkIn, let range):
      sources[index].end = range.upperBound
      return .checkIn(checkIn, segment, range)
    case .damage(let range):
      sources[index].end = range.upperBound
      return .damage(segment, range)
    case .pending: return nil
    case .end:
      ends[segment] = sources.remove(at: index).end
      if ends.count > Self.maximumEnds {
        for name in ends.keys.sorted().prefix(Self.maximumEnds / 2) { ends[name] = nil }
      }
      done.insert(segment)
      return .end(segment)
    }
  }

  /// How many ends are remembered.
  private static let maximumEnds = 4_096

  private func isKnown(_ segment: SegmentName) -> Bool {
    done.contains(segment) || sources.contains { $0.reader.segment == segment }
  }

  private func open(_ segment: SegmentName) throws(JournalError) {
    do throws(JournalError) {
      open(try SegmentReader(segment, in: folder, from: places[segment] ?? ends[segment] ?? 0))
    } catch {
      // Somebody else has read and removed it.
      guard error.code == ENOENT else { throw error }
    }
    later = later.dropFirst()
  }

  private func open(_ reader: SegmentReader) {
    sources.append(Source(reader: reader, end: reader.position))
    places[reader.segment] = nil
  }
}
