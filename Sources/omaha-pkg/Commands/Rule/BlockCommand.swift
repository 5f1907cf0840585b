internal import ArgumentParser
internal import Reports

/// `omaha-pkg block …`
struct BlockCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "block", abstract: "Never offer a version, from the next check on.",
    discussion:
      "A channel or pin that points to it offers the newest version below it that is not blocked, or nothing.",
    subcommands: [
      RuleAdd<BlockRule>.self, RuleSet<BlockRule>.self, RuleRemove<BlockRule>.self, RuleList<BlockRule>.self,
    ])
}

/// A version that nobody is offered.
enum BlockRule: RuleKind {
  static let rule = RuleEditing.Rule.block
  static let add = CommandConfiguration(
    commandName: "add", abstract: "Stop offering a version.",
    discussion: "A channel or pin that points to it offers the newest version below it that is not blocked, or nothing."
  )
  static let set = CommandConfiguration(
    commandName: "set", abstract: "Change why a version is blocked.",
    discussion: "An empty reason takes it away: --reason \"\".")
  static let remove = CommandConfiguration(commandName: "remove", abstract: "Offer a blocked version again.")
  static let list = CommandConfiguration(commandName: "list", abstract: "Print the blocks of each channel.")

  static func rules(of channel: ChannelReport) -> [ChannelReport.RuleReport] { channel.blocks }
}
