internal import ArgumentParser
internal import Catalog
internal import Console
internal import Omaha
internal import Reports

/// `omaha-pkg channel list --app ID`
struct ChannelList: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Print the channels, and what they point to, demand and block.")

  @OptionGroup var appOptions: AppOptions
  @OptionGroup var formatOptions: FormatOptions
  @OptionGroup var repositoryOptions: RepositoryOptions

  func run() throws {
    let report = try appOptions.report(in: try repositoryOptions.existing(), at: Timestamp.now)
    try formatOptions.print(report.channels) { ChannelReport.fullText(report.channels) }
  }
}
