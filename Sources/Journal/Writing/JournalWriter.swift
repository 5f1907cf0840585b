internal import Glibc
internal import Synchronization

/// Keeps the check-ins of a process that answers many requests, in a segment of its own.
///
/// A record is in the page cache before ``record(_:)`` returns, so that it outlives the process; nobody waits for a disk.
/// What the disk does not take is dropped, counted and reported. Threads take turns: while one is held up by a disk that
/// hangs, the others drop their check-ins after a moment (``JournalLimits/timeout``) and go on.
public final class JournalWriter: CheckInSink {
  private struct State: ~Copyable {
    var segment: OwnSegment?
    /// When the last segment was begun, in milliseconds since 1970.
    var begun: Int64 = 0
    /// When the disk is looked at again, on the monotonic clock in milliseconds.
    var nextLook: Int64 = 0
    /// Until when nothing is tried, and why.
    var retryAt: Int64 = 0
    var fault = JournalError.full
    /// Dropped since all was well.
    var dropped = 0
  }

  private let folder: JournalFolder
  private let limits: JournalLimits
  private let report: @Sendable (JournalEvent) -> Void
  private let state = Mutex(State())
  /// A ``JournalSpace``.
  private let space = Atomic(JournalSpace.ample.rawValue)
  /// Whether it is some thread's turn, as a hint for the others.
  private let isTaken = Atomic(false)
  /// Whether the thread whose turn it is takes too long.
  private let isHeldUp = Atomic(false)
  /// Until when nobody waits for long, on the monotonic clock in milliseconds.
  private let impatientUntil = Atomic(Int64.min)
  /// Dropped, and not yet counted on the disk.
  private let uncounted = Atomic(0)

  /// A writer that has not looked at the disk yet; see ``open()``.
  ///
  /// - Parameters:
  ///   - fleet: the folder that `--fleet` names; it is made when it is missing.
  ///   - report: called from any thread.
  public init(
    unopened fleet: String, limits: JournalLimits = JournalLimits(), report: @escaping @Sendable (JournalEvent) -> Void
  ) {
    folder = JournalFolder(fleet: fleet)
    self.limits = limits
    self.report = report
  }

  /// Begins a segment, or will as soon as the disk can take it. It waits for a disk that hangs.
  ///
  /// - Throws: when the folder is not there and cannot be made, or cannot be written to.
  public func open() throws(JournalError) {
    let outcome: Result<Void, JournalError>? = takeTurn { writer, state in
      do throws(JournalError) {
        try writer.folder.make()
        return .success(try writer.begin(&state))
      } catch {
        return .failure(error)
      }
    }
    guard case .failure(let error)? = outcome else { return }
    // A disk that is full or fails may be well again while machines are answered.
    guard error == .full || [ENOSPC, EDQUOT, EIO].contains(error.code) else { throw error }
    report(.dropped(count: 0, reason: error.description))
  }

  /// A writer that is open.
  public convenience init(
    fleet: String, limits: JournalLimits = JournalLimits(), report: @escaping @Sendable (JournalEvent) -> Void
  ) throws(JournalError) {
    self.init(unopened: fleet, limits: limits, report: report)
    try open()
  }

  /// Ends the segment. What is recorded afterwards begins another one.
  public func finish() {
    _ = takeTurn { writer, state in
      writer.countDropped(&state)
      state.segment.take()?.finish()
    }
  }

  /// Ends a segment that is old enough, though nothing is recorded, and counts what was dropped. To be called now and then: whoever ships whole
  /// segments waits for it. It waits for a disk that hangs.
  public func tend() {
    _ = takeTurn { writer, state in
      let now = Clock.monotonic
      if state.segment?.isDone(before: 0, writer.limits, now) == true { state.segment.take()?.finish() }
      if now >= state.nextLook { try? writer.look(&state, now) }
    }
  }

  /// Keeps check-ins, or drops them.
  public func record(_ checkIns: borrowing FrameBuffer) {
    if space.load(ordering: .relaxed) == JournalSpace.ample.rawValue { return keep(checkIns) }
    let kept = checkIns.withEvents()
    if kept.checkIns < checkIns.checkIns {
      drop(
        checkIns.checkIns - kept.checkIns,
        "the journal is nearly full, and check-ins without events are the first to go")
    }
    keep(kept)
  }

  private func keep(_ checkIns: borrowing FrameBuffer) {
    let outcome: Result<Void, JournalError>? = unsafe checkIns.withUnsafeBytes { bytes in
      takeTurn { writer, state in
        do throws(JournalError) {
          return .success(try unsafe writer.keep(bytes, &state))
        } catch {
          return .failure(error)
        }
      }
    }
    switch outcome {
    case .failure(let error)? where !checkIns.isEmpty: drop(checkIns.checkIns, error.description)
    case nil where !checkIns.isEmpty: drop(checkIns.checkIns, "the disk does not answer")
    case .success?, .failure?, nil: break
    }
  }

  private func drop(_ count: Int, _ reason: String) {
    uncounted.add(count, ordering: .relaxed)
    report(.dropped(count: count, reason: reason))
  }

  /// Does something with the state while no other thread does; nil when that takes too long.
  ///
  /// - Parameter body: gets the writer too, because to capture it would count a reference that all threads share.
  private func takeTurn<Outcome: Sendable>(_ body: (JournalWriter, inout State) -> Outcome) -> Outcome? {
    var wait: (start: Int64, limit: Int64)?
    defer {
      if let wait, case let now = Clock.monotonic, now - wait.start > limits.timeoutAgain {
        impatientUntil.store(now + limits.recovery, ordering: .relaxed)
      }
    }
    var pause = timespec(tv_sec: 0, tv_nsec: 20_000)
    while true {
      // To try a lock that is taken costs a call of the system. A turn is shorter than that, so look at it for a while.
      for _ in 0..<100 where !isTaken.load(ordering: .relaxed) {
        let outcome = state.withLockIfAvailable { state in
          isTaken.store(true, ordering: .relaxed)
          let outcome = body(self, &state)
          isTaken.store(false, ordering: .relaxed)
          if isHeldUp.load(ordering: .relaxed) { isHeldUp.store(false, ordering: .relaxed) }
          return outcome
        }
        if let outcome { return outcome }
      }
      if isHeldUp.load(ordering: .relaxed) { return nil }
      let now = Clock.monotonic
      if let wait {
        guard now - wait.start <= wait.limit else {
          isHeldUp.store(true, ordering: .relaxed)
          return nil
        }
      } else {
        wait = (now, now < impatientUntil.load(ordering: .relaxed) ? limits.timeoutAgain : limits.timeout)
      }
      // Whoever has its turn was interrupted, or waits for the disk. To yield instead of sleeping costs more than all turns.
      _ = unsafe nanosleep(&pause, nil)
    }
  }
}

// MARK: - A turn

extension JournalWriter {
  /// Appends frames, in a new segment where that is due.
  private func keep(_ frames: UnsafeBufferPointer<UInt8>, _ state: inout State) throws(JournalError) {
    let now = Clock.monotonic
    guard now >= state.retryAt else { throw state.fault }
    do throws(JournalError) {
      if now >= state.nextLook { try look(&state, now) }
      guard frames.count > 0 else { return }
      if state.segment?.isDone(before: frames.count, limits, now) == true { state.segment.take()?.finish() }
      if state.segment == nil { try begin(&state) }
      if state.segment?.hasRoom(for: frames.count) == false { try makeRoom(for: frames.count) }
      do throws(JournalError) { try unsafe state.segment?.append(frames) } catch {
        // A file that fails once is not trusted again. What it has got is whole.
        if error.code == EIO { state.segment.take()?.finish() }
        throw error
      }
    } catch {
      state.fault = error
      state.retryAt = now + limits.retryAfter
      throw error
    }
  }

  private func begin(_ state: inout State) throws(JournalError) {
    try makeRoom(for: windowLength)
    // Also where the clock was set back, the segments of a process are in the order of their names.
    state.begun = max(Clock.utc, state.begun + 1)
    state.segment = try OwnSegment.begin(in: folder, at: state.begun, windowLength: windowLength)
  }

  /// 256 KiB, less where that would be much of what the journal may take, in steps of 64 KiB.
  private var windowLength: Int {
    let step = 1 << 16
    return min(1 << 18, max(step, JournalSpace.limit(of: folder, limits) / 16 / step * step))
  }

  private func makeRoom(for count: Int) throws(JournalError) {
    let space = try JournalSpace(of: folder, limits, taking: max(count, windowLength))
    self.space.store(space.rawValue, ordering: .relaxed)
    if space == .none { throw .full }
  }

  /// Once a second: what has changed beside the journal.
  private func look(_ state: inout State, _ now: Int64) throws(JournalError) {
    state.nextLook = now + 1_000
    space.store(try JournalSpace(of: folder, limits).rawValue, ordering: .relaxed)
    if state.segment?.isRemoved == true { state.segment = nil }
    countDropped(&state)
  }

  private func countDropped(_ state: inout State) {
    let count = uncounted.exchange(0, ordering: .relaxed)
    if count == 0, state.dropped > 0 {
      report(.resumed(dropped: state.dropped))
      state.dropped = 0
    }
    guard count > 0 else { return }
    state.dropped += count
    // What cannot be counted now is counted later.
    if (try? DroppedCount(in: folder).add(count)) == nil {
      state.dropped -= count
      uncounted.add(count, ordering: .relaxed)
    }
  }
}
