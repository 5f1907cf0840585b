internal import Catalog
internal import Omaha

/// A channel as `list`, `show` and `channel list` print it.
struct ChannelDescription: Encodable {
  let name: String
  let updates: Switch
  let targets: [TargetDescription]
  let floors: [RuleDescription]
  let blocks: [RuleDescription]

  /// Whether updates are offered.
  enum Switch: String, Encodable {
    case on, off

    init(isPaused: Bool) { self = isPaused ? .off : .on }
  }

  struct TargetDescription: Encodable {
    let arch: String
    let version: String
    let since: String?

    init(_ target: Target) {
      arch = target.architecture.rawValue
      version = target.version.text
      since = target.since?.description
    }
  }

  /// A floor or a block.
  struct RuleDescription: Encodable {
    let version: String
    let arch: String
    let reason: String?

    init(_ version: Version, _ architecture: Architecture?, _ reason: String?) {
      self.version = version.text
      arch = (architecture ?? .all).rawValue
      self.reason = reason
    }
  }

  init(_ channel: Channel) {
    name = channel.name
    updates = Switch(isPaused: channel.isPaused)
    targets = channel.targets.map(TargetDescription.init)
    floors = channel.floors.map { RuleDescription($0.version, $0.architecture, $0.reason) }
    blocks = channel.blocks.map { RuleDescription($0.version, $0.architecture, $0.reason) }
  }

  /// The channels with what they point to, then their floors and blocks.
  static func text(_ channels: [ChannelDescription]) -> String {
    guard !channels.isEmpty else { return "  no channels\n" }
    var targets = Table()
    targets.add("CHANNEL", "ARCH", "VERSION", "SINCE")
    for channel in channels {
      if channel.targets.isEmpty { targets.add(channel.name, "-", "-", "-") }
      for target in channel.targets { targets.add(channel.name, target.arch, target.version, target.since ?? "-") }
    }
    var text = targets.text(indent: "  ")
    text += rules(channels.map { ($0.name, $0.floors) }, title: "FLOORS")
    text += rules(channels.map { ($0.name, $0.blocks) }, title: "BLOCKS")
    return text
  }

  private static func rules(_ channels: [(name: String, rules: [RuleDescription])], title: String) -> String {
    guard channels.contains(where: { !$0.rules.isEmpty }) else { return "" }
    var table = Table()
    table.add(title, "ARCH", "VERSION", "REASON")
    for (name, rules) in channels {
      for rule in rules { table.add(name, rule.arch, rule.version, rule.reason ?? "-") }
    }
    return table.text(indent: "  ")
  }
}
