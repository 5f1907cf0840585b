internal import Reports

extension ChannelReport {
  /// The channels with what they point to, then their floors and blocks.
  static func text(_ channels: [ChannelReport]) -> String {
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

  private static func rules(_ channels: [(name: String, rules: [RuleReport])], title: String) -> String {
    guard channels.contains(where: { !$0.rules.isEmpty }) else { return "" }
    var table = Table()
    table.add(title, "ARCH", "VERSION", "REASON")
    for (name, rules) in channels {
      for rule in rules { table.add(name, rule.arch, rule.version, rule.reason ?? "-") }
    }
    return table.text(indent: "  ")
  }
}
