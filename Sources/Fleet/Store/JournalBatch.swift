package import Journal

/// Check-ins of the journal that are loaded at once, in the order in which they were read, and how far that is.
package struct JournalBatch: Sendable {
  /// How far a segment was read.
  package struct Place: Hashable, Sendable {
    /// Where the next record begins, in bytes.
    package var position: Int
    /// Whether that is the end of a segment that nobody writes any more.
    package var isEnd = false

    /// A place in a segment.
    package init(position: Int, isEnd: Bool = false) {
      self.position = position
      self.isEnd = isEnd
    }
  }

  /// What the machines said.
  package private(set) var checkIns: [CheckIn] = []
  /// How far each segment was read that something was read of.
  package private(set) var places: [SegmentName: Place] = [:]

  /// Nothing.
  package init() {}

  /// Whether there is nothing in it that a database has to know.
  package var isEmpty: Bool { places.isEmpty }

  /// Takes up a check-in, which ends at an offset of its segment.
  package mutating func append(_ checkIn: CheckIn, of segment: SegmentName, to end: Int) {
    checkIns.append(checkIn)
    places[segment] = Place(position: end)
  }

  /// Takes up that bytes of a segment are damaged.
  package mutating func skip(_ segment: SegmentName, to end: Int) { places[segment] = Place(position: end) }

  /// Takes up that a segment is complete and was read.
  package mutating func end(_ segment: SegmentName) { places[segment, default: Place(position: 0)].isEnd = true }
}
