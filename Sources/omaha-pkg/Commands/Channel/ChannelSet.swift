internal import ArgumentParser
internal import CatalogEditing

/// `omaha-pkg channel set NAME --app ID --updates on|off`
struct ChannelSet: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "set", abstract: "Change a channel.",
    discussion: "`omaha-pkg promote` changes what it points to, `omaha-pkg floor` and `omaha-pkg block` its rules.")

  /// Whether updates are offered.
  enum Switch: String, CaseIterable, ExpressibleByArgument {
    case on, off
  }

  @Argument(help: "The channel's name.", completion: .channels)
  var name: String

  @OptionGroup var appOptions: AppOptions

  @Option(help: ArgumentHelp("Whether anything is offered.", valueName: "on|off"))
  var updates: Switch

  @OptionGroup var editOptions: EditOptions

  func run() throws {
    try editOptions.edit(appOptions) { try PauseEditing(part: .channel(name)).set(isPaused: updates == .off, in: &$0) }
  }
}
