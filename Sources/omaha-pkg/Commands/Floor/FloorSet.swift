internal import ArgumentParser
internal import Catalog
internal import Omaha

/// `omaha-pkg floor set VERSION --app ID --reason TEXT`
struct FloorSet: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "set", abstract: "Change why a version is a floor.",
    discussion: "An empty reason takes it away: --reason \"\".")

  @Argument(help: "The version.")
  var version: Version

  @OptionGroup var appOptions: AppOptions
  @OptionGroup var ruleOptions: RuleOptions
  @OptionGroup var reasonOptions: ReasonOptions
  @OptionGroup var editOptions: EditOptions

  func validate() throws {
    guard reasonOptions.reason != nil else { throw ValidationError("Missing expected argument '--reason <text>'") }
  }

  func run() throws {
    let editing = RuleEditing(rule: .floor, version: version, options: ruleOptions)
    try editOptions.edit(appOptions) { try editing.set(reason: reasonOptions.reason, in: &$0) }
  }
}
