internal import ArgumentParser
internal import Catalog
internal import Omaha

/// `omaha-pkg pin remove --app ID --group G`
struct PinRemove: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "remove", abstract: "Let a group follow its channel again.",
    discussion: "A rollout of the group counts from the channel's promotion again.")

  @OptionGroup var appOptions: AppOptions
  @OptionGroup var groupOptions: GroupNameOptions

  @Option(
    help: ArgumentHelp("Only machines of this architecture. (default: every one that is pinned)", valueName: "arch"))
  var arch: Architecture?

  @OptionGroup var editOptions: EditOptions

  func run() throws {
    try editOptions.edit(appOptions, isRemoval: true) { editor in
      var report: EditReport = []
      for group in groupOptions.group.unique {
        report += try PinEditing(group: group, architecture: arch).remove(from: &editor)
      }
      return report
    }
  }
}
