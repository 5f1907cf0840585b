internal import ArgumentParser
internal import Catalog
internal import CatalogEditing

/// `omaha-pkg rollout set --app ID --group G`
struct RolloutSet: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "set", abstract: "Say how much of a group gets a release, and how fast.",
    usage: """
      omaha-pkg rollout set [--app <id>] --group <name> ... --percent <p> [<options>]
      omaha-pkg rollout set [--app <id>] --group <name> ... --over <period> [--steps <list>] [<options>]
      """,
    discussion: """
      --over grows from nobody to everybody from the moment of promotion; --steps makes it grow in steps, the first at \
      once, the last when the time is over. A machine that is offered a release stays so while the share grows.
      """,
    aliases: ["add"])

  @OptionGroup var appOptions: AppOptions
  @OptionGroup var groupOptions: GroupNameOptions
  @OptionGroup var rolloutOptions: RolloutOptions
  @OptionGroup var editOptions: EditOptions

  func validate() throws {
    guard try rolloutOptions.wanted() != nil else { throw ValidationError("Give one of --percent and --over") }
  }

  func run() throws {
    let rollout = try rolloutOptions.wanted()
    try editOptions.edit(appOptions) { try RolloutEditing(groups: groupOptions.group).set(rollout, in: &$0) }
  }
}
