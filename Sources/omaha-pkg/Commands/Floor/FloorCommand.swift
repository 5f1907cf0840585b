internal import ArgumentParser
internal import Catalog
internal import CatalogEditing
internal import Console
internal import Omaha

/// `omaha-pkg floor VERSION --app ID`
struct FloorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "floor", abstract: "Make a version one that no machine may jump over.",
    discussion: "Whoever runs something older gets it first, and what the channel points to only after it.")

  @Argument(help: "The version.")
  var version: Version

  @OptionGroup var ruleOptions: RuleOptions

  @Option(help: ArgumentHelp("Why, for people.", valueName: "text"))
  var reason: String?

  @Flag(help: "Remove the floor.")
  var remove = false

  @OptionGroup var editOptions: EditOptions

  func validate() throws {
    try PrintableText.validate("--reason", reason)
    if remove, reason != nil { throw ValidationError("--remove and --reason exclude each other") }
  }

  func run() throws {
    try editOptions.edit { editor in
      let version = try editor.knownVersions().written(version)
      var report: EditReport = []
      for channel in try editor.channelNames(ruleOptions.channel) {
        let line = try remove ? removeFloor(version, channel, in: &editor) : setFloor(version, channel, in: &editor)
        report.lines.append("\(ruleOptions.place(channel)): \(version) is \(line)")
      }
      guard !remove else { return report }
      report.warn(try editor.knownVersions().consequence(of: version, "count as the floor", "counts as the floor"))
      if ruleOptions.channel.isEmpty, editor.isChanged { report.noteLaterChannels(without: "floor") }
      return report
    }
  }

  private func setFloor(_ version: Version, _ channel: String, in editor: inout AppEditor) throws -> String {
    let isChanged = try editor.setFloor(version, for: ruleOptions.architecture, reason: reason, channel: channel)
    return "a floor \(isChanged ? "now" : "already")"
  }

  private func removeFloor(_ version: Version, _ channel: String, in editor: inout AppEditor) throws -> String {
    let isChanged = try editor.removeFloor(version, for: ruleOptions.architecture, channel: channel)
    if let architecture = ruleOptions.architecture,
      editor.channel(named: channel)?.floors.contains(where: { $0.version == version && $0.architecture == nil })
        == true
    {
      throw CommandFailure(
        "\(version) is a floor of channel \(channel.quoted) for every architecture, also for \(architecture)",
        hint: "remove it without --arch, then add it for the others", exitCode: CommandFailure.checkFailed)
    }
    return isChanged ? "no floor any more" : "no floor"
  }
}
