internal import ArgumentParser

/// `omaha-pkg floor …`
struct FloorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "floor", abstract: "Require a version before newer ones.",
    discussion: "A machine that runs something older gets this version first, and newer ones only after it.",
    subcommands: [FloorAdd.self, FloorSet.self, FloorRemove.self, FloorList.self])
}
