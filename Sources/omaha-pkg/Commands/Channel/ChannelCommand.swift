internal import ArgumentParser

/// `omaha-pkg channel …`
struct ChannelCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "channel", abstract: "Keep lines of releases, such as stable.",
    discussion: "`omaha-pkg promote` points a channel to a release, and makes it when it is new.",
    subcommands: [ChannelAdd.self, ChannelRemove.self, ChannelList.self])
}
