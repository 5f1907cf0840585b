internal import ArgumentParser
internal import Catalog
internal import Omaha

/// `omaha-pkg promote VERSION --app ID --channel NAME`
struct Promote: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Point a channel to a release.",
    discussion:
      "Machines that follow the channel are offered the release from their next check on. A channel that is new is made."
  )

  @Argument(help: "The release's version.")
  var version: Version

  @OptionGroup var appOptions: AppOptions

  @Option(help: ArgumentHelp("The channel; may be repeated.", valueName: "name"))
  var channel: [String]

  @OptionGroup var architectureOptions: ArchitectureOptions
  @OptionGroup var editOptions: EditOptions

  func validate() throws {
    for name in channel { try ChannelName.validate(name) }
  }

  func run() throws {
    let promoting = Promoting(app: appOptions.app, version: version)
    try editOptions.edit(appOptions) { editor in
      try promoting.run(channels: channel, architecture: architectureOptions.arch, in: &editor)
    }
  }
}
