internal import ArgumentParser
internal import Catalog
internal import CatalogEditing

/// `omaha-pkg group add NAME --app ID --channel C`
struct GroupAdd: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "add", abstract: "Add a group.",
    usage: "omaha-pkg group add <name> [--app <id>] --channel <name> [<options>]",
    discussion: """
      It comes behind the others unless --before or --first say where. Without selectors it takes every machine. With \
      --percent, --over or --rollout it begins with a rollout, with --paused it is offered nothing until `omaha-pkg resume`.
      """)

  @Argument(help: "The group's name.")
  var name: String

  @OptionGroup var appOptions: AppOptions
  @OptionGroup var groupOptions: GroupOptions
  @OptionGroup var rolloutOptions: RolloutOptions

  @Flag(help: "Offer nothing yet; the same as --updates off.")
  var paused = false

  @OptionGroup var editOptions: EditOptions

  func validate() throws {
    if let fault = Channel.fault(inName: name) { throw ValidationError("the name \(fault)") }
    guard groupOptions.channel != nil else { throw ValidationError("Missing expected argument '--channel <name>'") }
    if let option = groupOptions.emptySelectors.first?.option {
      throw ValidationError("\(option) is empty; without it the group is not told by that")
    }
    if paused, groupOptions.updates == "on" { throw ValidationError("--paused and --updates on exclude each other") }
  }

  func run() throws {
    let rollout = try rolloutOptions.wanted()
    var options = groupOptions
    if paused { options.updates = "off" }
    try editOptions.edit(appOptions) { try GroupEditing(name: name, options: options).add(to: &$0, rollout: rollout) }
  }
}
