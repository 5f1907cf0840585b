internal import ArgumentParser
internal import Catalog
internal import CatalogEditing

/// `omaha-pkg group set NAME --app ID`
struct GroupSet: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "set", abstract: "Change a group.",
    discussion: "What is not named stays. An empty value takes a selector or a setting away: --track \"\".")

  @Argument(help: "The group's name.", completion: .groups)
  var name: String

  @OptionGroup var appOptions: AppOptions
  @OptionGroup var groupOptions: GroupOptions
  @OptionGroup var editOptions: EditOptions

  func validate() throws {
    let isMoved = groupOptions.position != nil
    guard isMoved || groupOptions.machines != nil || !groupOptions.changes.isEmpty else {
      throw ValidationError("Nothing to change: name a selector or a setting")
    }
  }

  func run() throws {
    try editOptions.edit(appOptions) { try GroupEditing(name: name, options: groupOptions).set(in: &$0) }
  }
}
