internal import ArgumentParser
internal import Console
internal import Omaha
internal import Reports

/// `omaha-pkg floor|block add VERSION --app ID`
struct RuleAdd<Kind: RuleKind>: ParsableCommand {
  static var configuration: CommandConfiguration { Kind.add }

  @OptionGroup var versionArgument: VersionArgument
  @OptionGroup var appOptions: AppOptions
  @OptionGroup var ruleOptions: RuleOptions
  @OptionGroup var reasonOptions: ReasonOptions
  @OptionGroup var editOptions: EditOptions

  func run() throws {
    let editing = RuleEditing(rule: Kind.rule, version: versionArgument.version, options: ruleOptions)
    try editOptions.edit(appOptions) { try editing.add(reason: reasonOptions.reason, to: &$0) }
  }
}

/// `omaha-pkg floor|block set VERSION --app ID --reason TEXT`
struct RuleSet<Kind: RuleKind>: ParsableCommand {
  static var configuration: CommandConfiguration { Kind.set }

  @OptionGroup var versionArgument: VersionArgument
  @OptionGroup var appOptions: AppOptions
  @OptionGroup var ruleOptions: RuleOptions

  @Option(help: ReasonOptions.help, completion: .reasons)
  var reason: String

  @OptionGroup var editOptions: EditOptions

  func validate() throws { try PrintableText.validate("--reason", reason) }

  func run() throws {
    let editing = RuleEditing(rule: Kind.rule, version: versionArgument.version, options: ruleOptions)
    try editOptions.edit(appOptions) { try editing.set(reason: reason, in: &$0) }
  }
}

/// `omaha-pkg floor|block remove VERSION --app ID`
struct RuleRemove<Kind: RuleKind>: ParsableCommand {
  static var configuration: CommandConfiguration { Kind.remove }

  @OptionGroup var versionArgument: VersionArgument
  @OptionGroup var appOptions: AppOptions
  @OptionGroup var ruleOptions: RuleOptions
  @OptionGroup var editOptions: EditOptions

  func run() throws {
    let editing = RuleEditing(rule: Kind.rule, version: versionArgument.version, options: ruleOptions)
    try editOptions.edit(appOptions, isRemoval: true) { try editing.remove(from: &$0) }
  }
}

/// `omaha-pkg floor|block list --app ID`
struct RuleList<Kind: RuleKind>: ParsableCommand {
  static var configuration: CommandConfiguration { Kind.list }

  @OptionGroup var appOptions: AppOptions
  @OptionGroup var formatOptions: FormatOptions
  @OptionGroup var repositoryOptions: RepositoryOptions

  func run() throws {
    let report = try appOptions.report(in: try repositoryOptions.existing(), at: Timestamp.now)
    let rules = report.channels.flatMap { Kind.rules(of: $0) }
    try formatOptions.print(rules) { ChannelReport.RuleReport.text(rules, title: Kind.rule.noun.uppercased()) }
  }
}
