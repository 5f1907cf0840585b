internal import Glibc

/// What of a journal was not taken yet.
public struct JournalBacklog: Hashable, Sendable {
  /// The bytes that are left to read.
  public var bytes = 0
  /// When the oldest check-in came that is left, in milliseconds since 1970-01-01T00:00:00Z; nil when none is left.
  public var oldest: Int64?
}

extension JournalFolder {
  /// Measures what is left to read.
  ///
  /// - Parameter places: how far segments were read, in bytes.
  public func backlog(from places: [SegmentName: Int]) throws(JournalError) -> JournalBacklog {
    var backlog = JournalBacklog()
    var hasDamage = false
    let reader = try JournalReader(self, from: places)
    while backlog.oldest == nil, let step = try reader.next() {
      switch step {
      case .checkIn(let checkIn, _, _): backlog.oldest = checkIn.time
      case .damage: hasDamage = true
      case .end: break
      }
    }
    // A segment without a record has its name in it, which nobody waits for.
    guard backlog.oldest != nil || hasDamage else { return backlog }
    for segment in try segments() {
      do throws(JournalError) {
        backlog.bytes += try SegmentReader(segment, in: self, from: places[segment] ?? 0).unreadBytes()
      } catch {
        // It was read and removed meanwhile.
        guard error.code == ENOENT else { throw error }
      }
    }
    if let shared = try SegmentReader(sharedIn: self, from: places) { backlog.bytes += try shared.unreadBytes() }
    return backlog
  }

  /// How many check-ins could not be kept since the journal was made.
  public func droppedCheckIns() throws(JournalError) -> Int { try DroppedCount(in: self).read() }
}
