internal import Catalog
internal import Omaha

/// A group as `list`, `show` and `group list` print it: whom it takes, and what its machines get at a moment.
struct GroupDescription: Encodable {
  let name: String
  /// Whether it is a channel's own group, for the track of its name.
  let isChannel: Bool
  let channel: String
  let track: String?
  let arch: String?
  let board: String?
  let oem: String?
  let platform: String?
  let minVersion: String?
  let maxVersion: String?
  let aliasPrefix: String?
  let machinePrefix: String?
  let machines: MachinesDescription?
  let updates: ChannelDescription.Switch
  /// What else is paused, and with it this group: the app, its channel.
  let pausedBy: [String]
  let rollback: Bool
  let pollInterval: Int?
  let pollJitter: Int?
  let rollout: String?
  let schedule: ScheduleDescription
  let ways: [WayDescription]

  struct MachinesDescription: Encodable {
    let file: String
    let count: Int
  }

  init(_ served: ServedGroup, of app: CatalogApp, isChannel: Bool, at now: Timestamp) {
    let group = served.group
    let selector = group.selector
    name = group.name
    self.isChannel = isChannel
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
    machines = selector.machines.map { MachinesDescription(file: $0.file, count: $0.count) }
    updates = ChannelDescription.Switch(isPaused: group.isPaused)
    pausedBy = (app.isPaused ? ["app"] : []) + (served.channel.isPaused ? ["channel \(served.channel.name)"] : [])
    rollback = group.allowsRollback
    pollInterval = group.pollInterval?.seconds
    pollJitter = group.pollInterval.map(\.jitter)
    rollout = group.rollout?.description
    schedule = ScheduleDescription(group.schedule, at: now)
    ways = served.paths.map { WayDescription($0, of: group, at: now) }
  }

  /// Whom the group takes, in short: `track stable, arch amd64, 3 machines in canary.txt`.
  var matches: String {
    var parts: [String] = []
    func add(_ name: String, _ value: String?) {
      if let value { parts.append("\(name) \(value.isEmpty ? "\"\"" : value)") }
    }
    add("track", track)
    add("arch", arch)
    add("board", board)
    add("oem", oem)
    add("platform", platform)
    if minVersion != nil || maxVersion != nil { parts.append("version \(minVersion ?? "")..\(maxVersion ?? "")") }
    add("alias", aliasPrefix.map { $0 + "*" })
    add("machine", machinePrefix.map { $0 + "*" })
    if let machines { parts.append("\(quantity(machines.count, "machine")) in \(machines.file)") }
    return parts.isEmpty ? "every machine" : parts.joined(separator: ", ")
  }

  /// `on`, or `off` and why.
  var updatesText: String {
    if updates == .off { return "off" }
    return pausedBy.first.map { "off (\($0))" } ?? "on"
  }

  /// One row for every group and architecture.
  static func text(_ groups: [GroupDescription]) -> String {
    guard !groups.isEmpty else { return "  no groups\n" }
    var table = Table()
    table.add("GROUP", "MATCHES", "ARCH", "NOW", "ROLLOUT", "WINDOW", "UPDATES")
    for group in groups {
      if group.ways.isEmpty {
        table.add(
          group.name, group.matches, "-", "nothing", group.rollout ?? "-", group.schedule.text, group.updatesText)
      }
      for way in group.ways {
        table.add(
          group.name, group.matches, way.arch, way.text(channel: group.channel), way.rollout?.text ?? "-",
          group.schedule.text, group.updatesText)
      }
    }
    return table.text(indent: "  ")
  }
}
