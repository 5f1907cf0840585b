internal import Reports

extension ChannelReport {
  /// A row for each version that a channel points to.
  static func text(_ channels: [ChannelReport]) -> String {
    guard !channels.isEmpty else { return "  no channels\n" }
    var table = Table()
    table.add("CHANNEL", "ARCH", "VERSION", "SINCE")
    for channel in channels {
      if channel.targets.isEmpty { table.add(channel.channel, "-", "-", "-") }
      var rest = channel.targets
      while let first = rest.first {
        let isAlike = { (target: TargetReport) in target.version == first.version && target.since == first.since }
        let architectures = rest.filter(isAlike).map(\.arch).joined(separator: ", ")
        table.add(channel.channel, architectures, first.version, first.since ?? "-")
        rest.removeAll(where: isAlike)
      }
    }
    return table.text(indent: "  ", width: Table.width)
  }

  /// The channels, then their floors and blocks.
  static func fullText(_ channels: [ChannelReport]) -> String {
    let floors = channels.flatMap(\.floors)
    let blocks = channels.flatMap(\.blocks)
    return text(channels) + (floors.isEmpty ? "" : RuleReport.text(floors, title: "FLOOR"))
      + (blocks.isEmpty ? "" : RuleReport.text(blocks, title: "BLOCK"))
  }
}

extension ChannelReport.RuleReport {
  /// A row for every floor or block.
  static func text(_ rules: [Self], title: String) -> String {
    guard !rules.isEmpty else { return "  no \(title.lowercased())s\n" }
    var table = Table()
    table.add(title, "CHANNEL", "ARCH", "REASON")
    for rule in rules { table.add(rule.version, rule.channel, rule.arch, rule.reason ?? "-") }
    return table.text(indent: "  ", width: Table.width)
  }
}
