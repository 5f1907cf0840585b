internal import ArgumentParser
internal import Reports

/// What tells the commands of floors and of blocks apart.
protocol RuleKind {
  static var rule: RuleEditing.Rule { get }
  static var add: CommandConfiguration { get }
  static var set: CommandConfiguration { get }
  static var remove: CommandConfiguration { get }
  static var list: CommandConfiguration { get }
  /// The rules of a channel.
  static func rules(of channel: ChannelReport) -> [ChannelReport.RuleReport]
}
