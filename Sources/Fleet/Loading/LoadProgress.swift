package import Journal
internal import Synchronization

/// How far a loader is, for threads that only look.
package final class LoadProgress: Sendable {
  /// What a look shows.
  package struct Snapshot: Hashable, Sendable {
    /// How far segments were loaded, in bytes.
    package fileprivate(set) var places: [SegmentName: Int] = [:]
    /// Whether the database has taken what it was last given; nil before the first time.
    package fileprivate(set) var isDatabaseUp: Bool?
    /// How long batches took, from the beginning of their transactions until they were on the disk, in nanoseconds.
    package fileprivate(set) var commits = Durations()
  }

  private let state = Mutex(Snapshot())

  /// Nothing was done yet.
  package init() {}

  /// What is known now.
  package var snapshot: Snapshot { state.withLock { $0 } }

  /// Goes on where a database says.
  func begin(at places: [SegmentName: Int]) { state.withLock { $0.places = places } }

  /// The same for segments that have come since.
  func add(_ places: [SegmentName: Int]) { state.withLock { $0.places.merge(places) { $1 } } }

  /// A batch is on the disk.
  func commit(_ places: [SegmentName: JournalBatch.Place], nanoseconds: Int64) {
    state.withLock { state in
      // An end that was read without a record has no position of its own.
      for (segment, place) in places { state.places[segment] = max(state.places[segment] ?? 0, place.position) }
      state.commits.add(nanoseconds)
    }
  }

  /// A segment that was loaded is gone.
  func forget(_ segment: SegmentName) { state.withLock { _ = $0.places.removeValue(forKey: segment) } }

  /// Whether the database has taken what it was given.
  func setDatabase(isUp: Bool) { state.withLock { $0.isDatabaseUp = isUp } }
}

/// How often something took how long.
package struct Durations: Hashable, Sendable {
  /// The upper bounds that are told apart, in nanoseconds: 1 ms to 10 s.
  package static let bounds: [Int64] = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000].map {
    $0 * 1_000_000
  }

  /// How many took at most the bound of the same index, and longer than the one before; the last one is for what took longer than all.
  package private(set) var counts = [Int64](repeating: 0, count: bounds.count + 1)
  /// All of them together, in nanoseconds.
  package private(set) var sum: Int64 = 0

  /// None.
  package init() {}

  /// Counts one.
  package mutating func add(_ nanoseconds: Int64) {
    counts[Self.bounds.firstIndex { nanoseconds <= $0 } ?? Self.bounds.count] += 1
    sum = sum.addingReportingOverflow(max(0, nanoseconds)).partialValue
  }
}
