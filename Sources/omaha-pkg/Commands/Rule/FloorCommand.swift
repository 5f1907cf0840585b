internal import ArgumentParser
internal import Reports

/// `omaha-pkg floor …`
struct FloorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "floor", abstract: "Require a version before newer ones.",
    discussion: "A machine that runs something older gets this version first, and newer ones only after it.",
    subcommands: [
      RuleAdd<FloorRule>.self, RuleSet<FloorRule>.self, RuleRemove<FloorRule>.self, RuleList<FloorRule>.self,
    ])
}

/// A version before newer ones.
enum FloorRule: RuleKind {
  static let rule = RuleEditing.Rule.floor
  static let add = CommandConfiguration(
    commandName: "add", abstract: "Require a version before newer ones.",
    discussion: "A machine that runs something older gets this version first, and newer ones only after it.")
  static let set = CommandConfiguration(
    commandName: "set", abstract: "Change why a version is a floor.",
    discussion: "An empty reason takes it away: --reason \"\".")
  static let remove = CommandConfiguration(commandName: "remove", abstract: "Let machines skip a version again.")
  static let list = CommandConfiguration(commandName: "list", abstract: "Print the floors of each channel.")

  static func rules(of channel: ChannelReport) -> [ChannelReport.RuleReport] { channel.floors }
}
