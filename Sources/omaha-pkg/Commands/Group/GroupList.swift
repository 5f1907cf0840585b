internal import ArgumentParser
internal import Catalog
internal import Console
internal import Reports

/// `omaha-pkg group list --app ID`
struct GroupList: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Print the groups in the order in which they are tried.",
    discussion: "Behind those of the file come those that every channel is by itself, for the track of its name.")

  @OptionGroup var appOptions: AppOptions
  @OptionGroup var momentOptions: MomentOptions
  @OptionGroup var formatOptions: FormatOptions
  @OptionGroup var repositoryOptions: RepositoryOptions

  func run() throws {
    let report = try appOptions.report(in: try repositoryOptions.existing(), at: momentOptions.moment)
    try formatOptions.print(report.groups) { GroupReport.text(report.groups) }
  }
}
