internal import ArgumentParser
internal import Catalog
internal import CatalogEditing

/// `omaha-pkg rollout add|set --app ID --group G`
struct RolloutSet<Verb: SettingVerb>: ParsableCommand {
  static var configuration: CommandConfiguration {
    let command = "omaha-pkg rollout \(Verb.name) [--app <id>] --group <name> ..."
    return CommandConfiguration(
      commandName: Verb.name, abstract: "Say how much of a group gets a release, and how fast.",
      usage: """
        \(command) --percent <p> [<options>]
        \(command) --over <period> [--steps <list>] [<options>]
        """,
      discussion: """
        --over grows from nobody to everybody from the moment of promotion; --steps makes it grow in steps, the first at \
        once, the last when the time is over. A machine that is offered a release stays so while the share grows.
        """)
  }

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
