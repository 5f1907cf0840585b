internal import ArgumentParser
internal import Catalog
internal import Omaha

/// `omaha-pkg block remove VERSION --app ID`
struct BlockRemove: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "remove", abstract: "Offer a blocked version again.")

  @Argument(help: "The version.")
  var version: Version

  @OptionGroup var appOptions: AppOptions
  @OptionGroup var ruleOptions: RuleOptions
  @OptionGroup var editOptions: EditOptions

  func run() throws {
    let editing = RuleEditing(rule: .block, version: version, options: ruleOptions)
    try editOptions.edit(appOptions) { try editing.remove(from: &$0) }
  }
}
