internal import ArgumentParser
internal import Catalog
internal import Console
internal import Omaha
internal import Reports

/// `omaha-pkg rollout list --app ID`
struct RolloutList: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Print the rollouts, and how far they are.")

  @OptionGroup var appOptions: AppOptions
  @OptionGroup var momentOptions: MomentOptions
  @OptionGroup var formatOptions: FormatOptions
  @OptionGroup var repositoryOptions: RepositoryOptions

  func run() throws {
    let report = try appOptions.report(in: try repositoryOptions.existing(), at: momentOptions.moment)
    let groups = report.groups.filter { $0.rollout != nil }
    try formatOptions.print(groups) {
      var table = Table()
      table.add("ROLLOUT", "PLAN", "VERSION", "NOW")
      for group in groups {
        var versions = ByArchitecture()
        for way in group.ways { versions.add(way.arch, way.version) }
        table.add(group.group, group.rollout.map(Period.spelledOut) ?? "-", versions.text, group.now)
      }
      return groups.isEmpty ? "  no rollouts\n" : table.text(indent: "  ", width: Table.width)
    }
  }
}
