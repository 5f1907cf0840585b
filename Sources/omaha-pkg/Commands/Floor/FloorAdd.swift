internal import ArgumentParser
internal import Catalog
internal import Omaha

/// `omaha-pkg floor add VERSION --app ID`
struct FloorAdd: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "add", abstract: "Require a version before newer ones.",
    discussion: "A machine that runs something older gets this version first, and newer ones only after it.")

  @Argument(help: "The version.")
  var version: Version

  @OptionGroup var appOptions: AppOptions
  @OptionGroup var ruleOptions: RuleOptions
  @OptionGroup var reasonOptions: ReasonOptions
  @OptionGroup var editOptions: EditOptions

  func run() throws {
    let editing = RuleEditing(rule: .floor, version: version, options: ruleOptions)
    try editOptions.edit(appOptions) { try editing.add(reason: reasonOptions.reason, to: &$0) }
  }
}
