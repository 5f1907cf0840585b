/// Something about the journal that an operator may want to know.
public enum JournalEvent: Hashable, Sendable {
  /// Check-ins were not kept.
  case dropped(count: Int, reason: String)
  /// Check-ins are kept again; since the last such event so many were dropped.
  case resumed(dropped: Int)
}
