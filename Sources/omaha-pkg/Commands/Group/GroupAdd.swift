internal import ArgumentParser
internal import Catalog

/// `omaha-pkg group add NAME --app ID --channel C`
struct GroupAdd: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "add", abstract: "Add a group.",
    discussion:
      "It comes behind the others unless --before or --first say where. Without selectors it takes every machine.")

  @Argument(help: "The group's name.")
  var name: String

  @OptionGroup var appOptions: AppOptions
  @OptionGroup var groupOptions: GroupOptions
  @OptionGroup var editOptions: EditOptions

  func validate() throws {
    if let fault = Channel.fault(inName: name) { throw ValidationError("the name \(fault)") }
    guard groupOptions.channel != nil else { throw ValidationError("Missing expected argument '--channel <name>'") }
  }

  func run() throws {
    try editOptions.edit(appOptions) { try GroupEditing(name: name, options: groupOptions).add(to: &$0) }
  }
}
