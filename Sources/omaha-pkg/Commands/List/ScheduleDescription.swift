internal import Catalog
internal import Omaha

/// The windows and blackouts of a group, and how they stand at a moment.
struct ScheduleDescription: Encodable {
  let windows: [String]
  let blackouts: [String]
  let isOpen: Bool
  /// When it is open again; nil when it is open, or never for as long as one can see.
  let opens: String?
  /// When it is closed; nil when it is closed, or never for as long as one can see.
  let closes: String?

  init(_ schedule: Schedule, at now: Timestamp) {
    windows = schedule.windows.map(\.description)
    blackouts = schedule.blackouts.map(\.description)
    isOpen = schedule.isOpen(at: now)
    opens = isOpen ? nil : schedule.nextOpening(after: now)?.description
    closes = isOpen ? schedule.nextClosing(after: now)?.description : nil
  }

  /// `open until …`, `opens …`, or `-` when there is nothing to wait for.
  var text: String {
    if windows.isEmpty, blackouts.isEmpty { return "-" }
    if isOpen { return closes.map { "open until \($0)" } ?? "open" }
    return opens.map { "opens \($0)" } ?? "never opens"
  }
}
