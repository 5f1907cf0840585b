internal import Catalog
internal import CatalogEditing
internal import Omaha

/// A group: whom it takes, and what its machines get at a moment.
package struct GroupReport: Codable {
  package let group: String
  /// Whether it is a channel's own group, for the track of its name.
  package let isChannel: Bool
  package let channel: String
  /// An earlier group that takes every machine that this one would take; nil when there is none.
  package let coveredBy: String?
  package let track: String?
  package let arch: String?
  package let board: String?
  package let oem: String?
  package let platform: String?
  package let minVersion: String?
  package let maxVersion: String?
  package let aliasPrefix: String?
  package let machinePrefix: String?
  package let machineList: MachineList?
  package let updates: AppReport.Switch
  /// What else is paused, and with it this group: the app, its channel.
  package let pausedBy: [String]
  package let rollback: Bool
  package let pollInterval: Int?
  package let pollJitter: Int?
  package let pins: [Pin]
  package let rollout: String?
  package let schedule: ScheduleReport
  /// What its machines get, for each architecture.
  package let ways: [PathReport]

  /// A version that it gets instead of its channel's.
  package struct Pin: Codable {
    package let group: String
    package let version: String
    package let arch: String
    package let since: String?
  }

  /// A list of machines.
  package struct MachineList: Codable {
    package let file: String
    /// How many it has.
    package let machines: Int
  }

  init(_ served: ServedGroup, of app: CatalogApp, isChannel: Bool, coveredBy: String?, at now: Timestamp) {
    let group = served.group
    let selector = group.selector
    self.group = group.name
    self.isChannel = isChannel
    self.coveredBy = coveredBy
    channel = group.channelName
    track = selector.track
    arch = selector.architecture?.rawValue
    board = selector.board
    oem = selector.oem
    platform = selector.platform
    minVersion = selector.minimumVersion?.text
    maxVersion = selector.maximumVersion?.text
    aliasPrefix = selector.aliasPrefix
    machinePrefix = selector.machinePrefix?.text
    machineList = selector.machines.map { MachineList(file: $0.file, machines: $0.count) }
    updates = AppReport.Switch(isPaused: group.isPaused)
    let isPaused = app.isPaused || served.channel.isPaused || group.isPaused
    pausedBy = (app.isPaused ? ["app"] : []) + (served.channel.isPaused ? ["channel \(served.channel.name)"] : [])
    rollback = group.allowsRollback
    pollInterval = group.pollInterval?.seconds
    pollJitter = group.pollInterval.map(\.jitter)
    pins = group.pins.map {
      Pin(
        group: group.name, version: $0.version.text, arch: ($0.architecture ?? .all).rawValue,
        since: $0.since?.description)
    }
    rollout = group.rollout?.description
    schedule = ScheduleReport(group.schedule, at: now)
    ways = served.usedPaths.map { PathReport($0, of: served, isPaused: isPaused, at: now) }
  }
}
