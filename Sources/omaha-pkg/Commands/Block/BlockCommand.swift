internal import ArgumentParser
internal import Catalog
internal import CatalogEditing
internal import Omaha

/// `omaha-pkg block VERSION --app ID`
struct BlockCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "block", abstract: "Never offer a version, from the next check on.",
    discussion: "What points to it offers the newest version below it that is not blocked, or nothing.")

  @Argument(help: "The version.")
  var version: Version

  @OptionGroup var ruleOptions: RuleOptions

  @Option(help: ArgumentHelp("Why, for people.", valueName: "text"))
  var reason: String?

  @OptionGroup var editOptions: EditOptions

  func validate() throws { try PrintableText.validate("--reason", reason) }

  func run() throws {
    try editOptions.edit { editor in
      let version = try editor.knownVersions().written(version)
      var report: EditReport = []
      for channel in try editor.channelNames(ruleOptions.channel) {
        let isChanged = try editor.setBlock(
          version, for: ruleOptions.architecture, reason: reason, channel: channel)
        report.lines.append("\(ruleOptions.place(channel)): \(version) is blocked \(isChanged ? "now" : "already")")
      }
      report.warn(try editor.knownVersions().consequence(of: version, "are blocked", "is blocked"))
      if ruleOptions.channel.isEmpty, editor.isChanged { report.noteLaterChannels(without: "block") }
      return report
    }
  }
}
