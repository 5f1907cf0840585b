internal import ArgumentParser
internal import Catalog
internal import Omaha

/// `omaha-pkg pin set VERSION --app ID --group G`
struct PinSet: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "set", abstract: "Pin a group to a version.",
    discussion: "A rollout of the group counts from now on. Floors and blocks of the channel stay in force.",
    aliases: ["add"])

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
