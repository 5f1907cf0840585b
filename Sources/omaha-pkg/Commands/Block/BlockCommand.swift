internal import ArgumentParser

/// `omaha-pkg block …`
struct BlockCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "block", abstract: "Never offer a version, from the next check on.",
    discussion:
      "A channel or pin that points to it offers the newest version below it that is not blocked, or nothing.",
    subcommands: [BlockAdd.self, BlockSet.self, BlockRemove.self, BlockList.self])
}
