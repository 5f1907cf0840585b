/// How full a journal is.
enum JournalSpace: Int {
  /// Everything is kept.
  case ample
  /// An eighth of the limit is left: check-ins without events are dropped, so that those with events can be kept longer.
  case scarce
  /// Nothing is kept.
  case none

  /// Looks at the disk.
  ///
  /// - Parameter wanted: so many bytes more would be taken.
  init(of folder: JournalFolder, _ limits: JournalLimits, taking wanted: Int = 0) throws(JournalError) {
    let limit = Self.limit(of: folder, limits)
    let usage = try folder.usage()
    self = usage + wanted > limit ? .none : usage + wanted > limit - limit / 8 ? .scarce : .ample
  }

  /// The most bytes that the journal may take.
  static func limit(of folder: JournalFolder, _ limits: JournalLimits) -> Int {
    min(limits.totalBytes, folder.capacity.map { $0 / 10 } ?? .max)
  }
}
