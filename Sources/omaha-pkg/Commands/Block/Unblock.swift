internal import ArgumentParser
internal import Catalog
internal import CatalogEditing
internal import Console
internal import Omaha

/// `omaha-pkg unblock VERSION --app ID`
struct Unblock: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Offer a blocked version again.")

  @Argument(help: "The version.")
  var version: Version

  @OptionGroup var ruleOptions: RuleOptions
  @OptionGroup var editOptions: EditOptions

  func run() throws {
    try editOptions.edit { editor in
      var report: EditReport = []
      for channel in try editor.channelNames(ruleOptions.channel) {
        let isChanged = try editor.removeBlock(version, for: ruleOptions.architecture, channel: channel)
        if let architecture = ruleOptions.architecture, let channel = editor.channel(named: channel),
          channel.block(of: version, for: architecture) != nil
        {
          throw CommandFailure(
            "channel \(channel.name.quoted) blocks \(version) for every architecture",
            hint: "unblock it without --arch, then block it for the others", exitCode: CommandFailure.checkFailed)
        }
        report.lines.append(
          "\(ruleOptions.place(channel)): \(version) is \(isChanged ? "not blocked any more" : "not blocked")")
      }
      if editor.isChanged {
        report.warn(try editor.knownVersions().consequence(of: version, "are unblocked", "is unblocked"))
      }
      return report
    }
  }
}
