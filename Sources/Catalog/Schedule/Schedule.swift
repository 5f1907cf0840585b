public import Omaha

/// When updates are offered: within any of the windows, and in no blackout.
public struct Schedule: Hashable, Sendable {
  /// When it is open; without any, always.
  public let windows: [Window]
  /// When it is closed nevertheless.
  public let blackouts: [Blackout]

  /// The schedule of these windows and blackouts.
  public init(windows: [Window], blackouts: [Blackout]) {
    self.windows = windows
    self.blackouts = blackouts
  }

  /// Always open.
  public static let always = Schedule(windows: [], blackouts: [])

  /// Whether it is open at a moment.
  public func isOpen(at moment: Timestamp) -> Bool {
    for blackout in blackouts where blackout.covers(moment) { return false }
    if windows.isEmpty { return true }
    for window in windows where window.isOpen(at: moment) { return true }
    return false
  }
}
