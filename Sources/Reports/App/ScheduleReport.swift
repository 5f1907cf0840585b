internal import Catalog
internal import Omaha

/// The windows and blackouts of a group, and how they stand at a moment.
package struct ScheduleReport: Codable {
  package let windows: [String]
  package let blackouts: [String]
  package let isOpen: Bool
  /// When it is open again; nil when it is open, or never for as long as one can see.
  package let opens: String?
  /// When it is closed; nil when it is closed, or never for as long as one can see.
  package let closes: String?

  init(_ schedule: Schedule, at now: Timestamp) {
    windows = schedule.windows.map(\.description)
    blackouts = schedule.blackouts.map(\.description)
    isOpen = schedule.isOpen(at: now)
    opens = isOpen ? nil : schedule.nextOpening(after: now)?.description
    closes = isOpen ? schedule.nextClosing(after: now)?.description : nil
  }
}
