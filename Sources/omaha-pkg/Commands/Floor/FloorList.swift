internal import ArgumentParser
internal import Omaha
internal import Reports

/// `omaha-pkg floor list --app ID`
struct FloorList: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "list", abstract: "Print the floors of each channel.")

  @OptionGroup var appOptions: AppOptions
  @OptionGroup var formatOptions: FormatOptions
  @OptionGroup var repositoryOptions: RepositoryOptions

  func run() throws {
    let report = try appOptions.report(in: try repositoryOptions.existing(), at: Timestamp.now)
    let floors = report.channels.flatMap(\.floors)
    try formatOptions.print(floors) { ChannelReport.RuleReport.text(floors, title: "FLOOR") }
  }
}
