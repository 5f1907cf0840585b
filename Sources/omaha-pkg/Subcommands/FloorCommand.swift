internal import ArgumentParser
internal import Catalog
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
    try Words.validate("--reason", reason)
    if remove, reason != nil { throw ValidationError("--remove and --reason exclude each other") }
  }

  func run() throws {
    try editOptions.edit { editor in
      try editor.channelNames(ruleOptions.channel).map { channel in
        let place = ruleOptions.place(channel)
        if remove {
          let isChanged = try editor.removeFloor(version, for: ruleOptions.architecture, channel: channel)
          if let architecture = ruleOptions.architecture,
            editor.channel(named: channel)?.floors.contains(where: {
              $0.version == version && $0.architecture == nil
            }) == true
          {
            throw CommandFailure(
              "\(version) is a floor of channel \(channel.quoted) for every architecture, also for \(architecture)",
              hint: "remove it without --arch, then add it for the others", exitCode: CommandFailure.checkFailed)
          }
          return isChanged ? "\(place): \(version) is no floor any more" : "\(place): \(version) is no floor"
        }
        let isChanged = try editor.setFloor(
          version, for: ruleOptions.architecture, reason: reason, channel: channel)
        return "\(place): \(version) is a floor \(isChanged ? "now" : "already")"
      }
    }
  }
}
