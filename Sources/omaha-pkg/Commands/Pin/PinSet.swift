internal import ArgumentParser
internal import Catalog
internal import Omaha

/// `omaha-pkg pin add|set VERSION --app ID --group G`
struct PinSet<Verb: SettingVerb>: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: Verb.name, abstract: "Pin a group to a version.",
      discussion: "A rollout of the group counts from now on. Floors and blocks of the channel stay in force.")
  }

  @OptionGroup var versionArgument: VersionArgument

  @OptionGroup var appOptions: AppOptions
  @OptionGroup var groupOptions: GroupNameOptions

  @Option(
    help: ArgumentHelp(
      "Only machines of this architecture. (default: every one that the version has a release for)",
      valueName: "arch"))
  var arch: Architecture?

  @OptionGroup var editOptions: EditOptions

  func run() throws {
    try editOptions.edit(appOptions) { editor in
      var report: EditReport = []
      for group in groupOptions.group.unique {
        report += try PinEditing(group: group, architecture: arch).set(to: versionArgument.version, in: &editor)
      }
      return report
    }
  }
}
