internal import Glibc

/// Keeps the check-ins of a process that answers one request, in the segment that all such processes share.
public struct SharedJournal: CheckInSink {
  private let folder: JournalFolder
  private let limits: JournalLimits
  private let report: @Sendable (JournalEvent) -> Void

  /// Opens nothing yet.
  ///
  /// - Parameters:
  ///   - fleet: the folder that OMAHA_FLEET names; it is made when it is missing.
  ///   - report: called when check-ins were dropped, but not when another process said so in the last ten seconds.
  public init(
    fleet: String, limits: JournalLimits = JournalLimits(), report: @escaping @Sendable (JournalEvent) -> Void
  ) {
    folder = JournalFolder(fleet: fleet)
    self.limits = limits
    self.report = report
  }

  /// Keeps check-ins, or drops them.
  public func record(_ checkIns: borrowing FrameBuffer) {
    do throws(JournalError) {
      do throws(JournalError) { try keep(checkIns) } catch {
        guard error.code == ENOENT else { throw error }
        try folder.make()
        try keep(checkIns)
      }
    } catch {
      drop(checkIns.checkIns, error.description)
    }
  }

  private func keep(_ checkIns: borrowing FrameBuffer) throws(JournalError) {
    var hasTriedToEnd = false
    while true {
      let segment = try SharedSegment.toAppend(in: folder, within: limits.timeout)
      var isAmple = true
      if segment.size >= limits.segmentBytes {
        switch try JournalSpace(of: folder, limits) {
        case .none: throw .full
        case .scarce: isAmple = false
        case .ample where !hasTriedToEnd:
          // While others are appending this one appends, too: one of the next will find itself alone.
          if segment.lockAlone() { _ = try segment.end() } else { hasTriedToEnd = true }
          continue
        case .ample: break
        }
      }
      if isAmple { return try append(checkIns, to: segment) }
      let kept = checkIns.withEvents()
      try append(kept, to: segment)
      if kept.checkIns < checkIns.checkIns {
        drop(
          checkIns.checkIns - kept.checkIns,
          "the journal is nearly full, and check-ins without events are the first to go")
      }
      return
    }
  }

  private func append(_ checkIns: borrowing FrameBuffer, to segment: borrowing SharedSegment) throws(JournalError) {
    guard !checkIns.isEmpty else { return }
    let lost = checkIns.checkIns - checkIns.checkIns(within: try segment.append(checkIns))
    if lost > 0 { drop(lost, segment.noRoom.description) }
  }

  private func drop(_ count: Int, _ reason: String) {
    // What cannot be counted is said.
    guard (try? DroppedCount(in: folder).add(count)) ?? true else { return }
    report(.dropped(count: count, reason: reason))
  }
}
