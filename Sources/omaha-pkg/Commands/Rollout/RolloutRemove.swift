internal import ArgumentParser
internal import Catalog

/// `omaha-pkg rollout remove --app ID --group G`
struct RolloutRemove: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "remove", abstract: "Offer releases to the whole group at once.")

  @OptionGroup var appOptions: AppOptions
  @OptionGroup var groupOptions: GroupNameOptions
  @OptionGroup var editOptions: EditOptions

  func run() throws {
    try editOptions.edit(appOptions, isRemoval: true) {
      try RolloutEditing(groups: groupOptions.group).set(nil, in: &$0)
    }
  }
}
