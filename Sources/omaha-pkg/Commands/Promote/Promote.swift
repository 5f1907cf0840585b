internal import ArgumentParser
internal import Catalog
internal import CatalogEditing
internal import Omaha

/// `omaha-pkg promote VERSION --app ID --channel NAME`
struct Promote: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Point a channel to a release.",
    discussion: """
      Machines that follow the channel are offered the release from their next check on. A channel that is new is made, \
      unless its name looks like a misspelling. An older version than the channel is at, or one that it blocks, is \
      refused without --backwards. Promoting the same version again changes nothing but a time that cannot be right.
      """)

  @OptionGroup var versionArgument: VersionArgument

  @OptionGroup var appOptions: AppOptions

  @Option(help: ArgumentHelp("The channel; may be repeated.", valueName: "name"), completion: .channels)
  var channel: [String]

  @Option(
    help: ArgumentHelp(
      "A hotfix: offer it to these machines at once; the rollouts of all others continue. The version that the machines run, or selectors of a group with commas between, such as min-version=1.3.0.",
      valueName: "selectors"), completion: .versions,
    transform: FirstTo.init(typed:))
  var firstTo: FirstTo?

  @OptionGroup var architectureOptions: ArchitectureOptions
  @OptionGroup var promotionOptions: PromotionOptions
  @OptionGroup var editOptions: EditOptions

  func validate() throws {
    for name in channel { try ChannelName.validate(name) }
  }

  func run() throws {
    try editOptions.edit(appOptions) { editor in
      let promoting = Promoting(
        app: editor.app, version: versionArgument.version, architecture: architectureOptions.arch, channels: channel,
        options: promotionOptions, firstTo: firstTo)
      return try promoting.run(in: &editor)
    }
  }
}
