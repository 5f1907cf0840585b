internal import ArgumentParser

/// `omaha-pkg rollout …`
struct RolloutCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rollout", abstract: "Say how much of a group gets a release, and how fast.",
    subcommands: [RolloutSet<AddVerb>.self, RolloutSet<SetVerb>.self, RolloutRemove.self, RolloutList.self])
}
