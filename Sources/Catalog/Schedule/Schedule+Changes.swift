public import Omaha

extension Schedule {
  /// The first moment, `moment` itself or later, at which it is open; exact to the second. Nil when it stays closed for that
  /// many days; it looks at 400 years at most.
  public func nextOpening(after moment: Timestamp, within days: Int = 400) -> Timestamp? {
    first(isOpen: true, from: moment, within: days)
  }

  /// The first moment, `moment` itself or later, at which it is closed; exact to the second. Nil when it stays open for that
  /// many days; it looks at 400 years at most.
  public func nextClosing(after moment: Timestamp, within days: Int = 400) -> Timestamp? {
    first(isOpen: false, from: moment, within: days)
  }

  /// Whether it stays closed for 400 days from a moment: every window is empty, or a blackout covers what would open.
  public func neverOpens(from moment: Timestamp) -> Bool { nextOpening(after: moment) == nil }

  private func first(isOpen: Bool, from moment: Timestamp, within days: Int) -> Timestamp? {
    if self.isOpen(at: moment) == isOpen { return moment }
    guard (-TZifFile.furthest...TZifFile.furthest).contains(moment.seconds) else { return nil }
    var time = moment.seconds
    let end = time + Int64(max(0, min(days, 146_097))) * 86_400
    // From one edge to the next nothing changes, so that only edges are asked.
    while self.isOpen(at: Timestamp(seconds: time)) != isOpen {
      guard let next = nextEdge(after: time), next <= end else { return nil }
      time = next
    }
    return Timestamp(seconds: time)
  }

  /// The first moment after `time` at which the answer may change; nil when it cannot.
  private func nextEdge(after time: Int64) -> Int64? {
    var next: Int64?
    func consider(_ zone: TimeZone, _ edges: (_ local: Int64) -> [Int64]) {
      let moment = Timestamp(seconds: time)
      let offset = Int64(zone.offset(at: moment))
      let local = time + offset
      var first = zone.nextTransition(after: moment)?.seconds
      for edge in edges(local) where edge > local { first = min(first ?? .max, edge - offset) }
      if let first { next = min(next ?? .max, first) }
    }
    // Within a blackout nothing opens before it ends, whatever the windows do. There may be a thousand windows.
    let isBlackedOut = blackouts.contains { $0.covers(Timestamp(seconds: time)) }
    for window in windows where !isBlackedOut {
      consider(window.zone) { local in
        let midnight = Timestamp(seconds: local).day * 86_400
        return [midnight + Int64(window.from) * 60, midnight + Int64(window.to) * 60, midnight + 86_400]
      }
    }
    for blackout in blackouts { consider(blackout.zone) { _ in [blackout.begin, blackout.end] } }
    return next
  }
}
