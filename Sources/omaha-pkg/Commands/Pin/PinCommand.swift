internal import ArgumentParser

/// `omaha-pkg pin …`
struct PinCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pin", abstract: "Give a group one version, not its channel's.",
    discussion: "Floors and blocks of the channel stay in force.",
    subcommands: [PinSet<AddVerb>.self, PinSet<SetVerb>.self, PinRemove.self, PinList.self])
}
