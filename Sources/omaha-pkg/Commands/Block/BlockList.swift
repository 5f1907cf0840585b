internal import ArgumentParser
internal import Omaha
internal import Reports

/// `omaha-pkg block list --app ID`
struct BlockList: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "list", abstract: "Print the blocks of each channel.")

  @OptionGroup var appOptions: AppOptions
  @OptionGroup var formatOptions: FormatOptions
  @OptionGroup var repositoryOptions: RepositoryOptions

  func run() throws {
    let report = try appOptions.report(in: try repositoryOptions.existing(), at: Timestamp.now)
    let blocks = report.channels.flatMap(\.blocks)
    try formatOptions.print(blocks) { ChannelReport.RuleReport.text(blocks, title: "BLOCK") }
  }
}
