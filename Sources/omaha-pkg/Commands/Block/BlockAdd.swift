internal import ArgumentParser
internal import Catalog
internal import Omaha

/// `omaha-pkg block add VERSION --app ID`
struct BlockAdd: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "add", abstract: "Stop offering a version.",
    discussion: "A channel or pin that points to it offers the newest version below it that is not blocked, or nothing."
  )

  @Argument(help: "The version.")
  var version: Version

  @OptionGroup var appOptions: AppOptions
  @OptionGroup var ruleOptions: RuleOptions
  @OptionGroup var reasonOptions: ReasonOptions
  @OptionGroup var editOptions: EditOptions

  func run() throws {
    let editing = RuleEditing(rule: .block, version: version, options: ruleOptions)
    try editOptions.edit(appOptions) { try editing.add(reason: reasonOptions.reason, to: &$0) }
  }
}
