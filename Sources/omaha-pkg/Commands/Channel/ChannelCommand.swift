internal import ArgumentParser

/// `omaha-pkg channel …`
struct ChannelCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "channel", abstract: "Create and change channels, such as stable.",
    discussion: "`omaha-pkg promote` points a channel to a release, and creates it when it is new.",
    subcommands: [ChannelAdd.self, ChannelSet.self, ChannelRemove.self, ChannelList.self])
}
