package import Journal
internal import Posix
package import SQL

/// Loads a host's journal into a database, a batch at a time, and keeps both tidy.
///
/// Everything about it is in the database: a loader that was killed is followed by one that goes on exactly where the data are.
package final class FleetLoader {
  /// What a round was.
  package enum Round: Hashable, Sendable {
    /// Check-ins were loaded, and more may be there.
    case loaded(Int)
    /// A slice of upkeep was done, and more is due.
    case keptUp
    /// There is nothing to do for now.
    case idle
  }

  /// What went wrong, or was found.
  package enum Event: Hashable, Sendable {
    /// Bytes of a segment are no record, and were skipped.
    case damage(segment: SegmentName, range: Range<Int>)
  }

  /// Why a round was not done.
  package enum Failure: Error, Hashable, CustomStringConvertible {
    case database(SQLError)
    case journal(JournalError)

    /// Whether it may pass by itself.
    package var isPassing: Bool {
      switch self {
      case .database(let error): error.code.isPassing
      case .journal: true
      }
    }

    /// One line without a full stop, not escaped.
    package var description: String {
      switch self {
      case .database(let error): error.description
      case .journal(let error): error.description
      }
    }
  }

  /// The most check-ins of a batch, and the most bytes of the journal that it takes: a check-in may have 64 KiB.
  private static let batchCount = 16_384
  private static let batchBytes = 6 << 20

  private let folder: JournalFolder
  private let requests: ForgetRequests
  /// The names of requests that the database has done, while its log still has the machine.
  private var forgotten: Set<String> = []
  private let location: DatabaseLocation
  private let retention: Retention
  private let keepsAddresses: Bool
  private let report: (Event) -> Void

  /// How far it is.
  package let progress = LoadProgress()

  private var store: FleetStore?
  private var reader: JournalReader?
  /// The segments that nobody has looked into yet, and whose places are known.
  private var placed: Set<SegmentName> = []
  private var upkeep = Upkeep()
  /// When the segment that CGI processes share is ended next, in milliseconds since 1970.
  private var nextEnd: Int64 = 0

  /// How long a shared segment is written at least, in milliseconds.
  private static let sharedAge: Int64 = 60_000

  /// A loader that has opened nothing yet.
  ///
  /// - Parameter fleet: the folder that `--fleet` names.
  package init(
    fleet: String, _ location: DatabaseLocation, _ retention: Retention = Retention(), keepsAddresses: Bool = true,
    report: @escaping (Event) -> Void
  ) {
    folder = JournalFolder(fleet: fleet)
    requests = ForgetRequests(fleet: fleet)
    self.location = location
    self.retention = retention
    self.keepsAddresses = keepsAddresses
    self.report = report
  }

  /// Does one thing that is to be done: at most a batch, or a slice of upkeep.
  ///
  /// After a failure the database is opened anew the next time.
  ///
  /// - Parameter now: milliseconds since 1970-01-01T00:00:00Z.
  package func round(now: Int64) throws(Failure) -> Round {
    do throws(Failure) {
      let round = try tryRound(now: now)
      progress.setDatabase(isUp: true)
      return round
    } catch {
      if case .database = error { progress.setDatabase(isUp: false) }
      store = nil
      reader = nil
      throw error
    }
  }

  private func tryRound(now: Int64) throws(Failure) -> Round {
    let store = try openedStore()
    let reader = try openedReader(store)
    try database { () throws(SQLError) in try forgetMachines(store, now) }
    let batch = try nextBatch(reader)
    if !batch.isEmpty {
      let start = Instant.now
      try database { () throws(SQLError) in try store.load(batch, now: now) }
      progress.commit(batch.places, nanoseconds: Instant.now.nanoseconds - start.nanoseconds)
      try journal { () throws(JournalError) in
        for (segment, place) in batch.places where place.isEnd {
          try folder.remove(segment)
          progress.forget(segment)
        }
      }
      return .loaded(batch.checkIns.count)
    }
    try journal { () throws(JournalError) in try endShared(now) }
    guard upkeep.isDue(at: now) else { return .idle }
    try database { () throws(SQLError) in try store.keepUp(&upkeep, retention, now: now) }
    return .keptUp
  }

  /// Waits until everything in the journal is on its disk: to be called once a second while the database cannot take it.
  package func flush() { try? folder.flush() }

  private func openedStore() throws(Failure) -> FleetStore {
    if let store { return store }
    let opened = try database { () throws(SQLError) in try FleetStore(location, keepsAddresses: keepsAddresses) }
    store = opened
    return opened
  }

  private func openedReader(_ store: FleetStore) throws(Failure) -> JournalReader {
    let reader: JournalReader
    if let opened = self.reader {
      reader = opened
      try journal { () throws(JournalError) in try reader.look() }
    } else {
      let places = try database { () throws(SQLError) in try store.places() }
      progress.begin(at: places)
      reader = try journal { () throws(JournalError) in
        try folder.make()
        // Root would make it its own.
        try? requests.make()
        return try JournalReader(folder, from: places)
      }
      self.reader = reader
      placed = []
    }
    // One that was loaded may still be there, or come again from another host.
    let unopened = Set(reader.unopened)
    let new = unopened.subtracting(placed)
    if !new.isEmpty {
      let places = try database { () throws(SQLError) in try store.places(of: new) }
      reader.begin(at: places)
      progress.add(places)
    }
    placed = unopened
    return reader
  }

  /// Does what ``ForgetRequests`` ask for.
  private func forgetMachines(_ store: FleetStore, _ now: Int64) throws(SQLError) {
    let asked = requests.all()
    forgotten.formIntersection(asked.map(\.name))
    for (name, machine) in asked {
      if !forgotten.contains(name) { _ = try store.forget(machine, now: now) }
      forgotten.insert(name)
      // What CGI processes have kept of it is loaded, and removed, as soon as there is time.
      nextEnd = 0
      if try store.emptyLog() { requests.remove(name) }
    }
  }

  private func nextBatch(_ reader: JournalReader) throws(Failure) -> JournalBatch {
    var batch = JournalBatch()
    var bytes = 0
    while batch.checkIns.count < Self.batchCount, bytes < Self.batchBytes,
      let step = try journal({ () throws(JournalError) in try reader.next() })
    {
      switch step {
      case .checkIn(let checkIn, let segment, let range):
        batch.append(checkIn, of: segment, to: range.upperBound)
        bytes += range.count
      case .damage(let segment, let range):
        report(.damage(segment: segment, range: range))
        batch.skip(segment, to: range.upperBound)
        bytes += range.count
      case .end(let segment): batch.end(segment)
      }
    }
    return batch
  }

  /// Ends the segment that CGI processes share, so that it can be removed once it is read, and removes what was never begun.
  private func endShared(_ now: Int64) throws(JournalError) {
    guard now >= nextEnd || nextEnd - now > Self.sharedAge else { return }
    nextEnd = now + Self.sharedAge
    try folder.endShared()
    try folder.removeUnbegun(before: now - Self.sharedAge)
  }

  private func database<Result>(_ body: () throws(SQLError) -> Result) throws(Failure) -> Result {
    do throws(SQLError) { return try body() } catch { throw .database(error) }
  }

  private func journal<Result>(_ body: () throws(JournalError) -> Result) throws(Failure) -> Result {
    do throws(JournalError) { return try body() } catch { throw .journal(error) }
  }
}
