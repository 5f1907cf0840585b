internal import ArgumentParser
internal import Catalog

/// `omaha-pkg group list --app ID`
struct GroupList: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Print the groups in the order in which they are tried.")

  @OptionGroup var appOptions: AppOptions
  @OptionGroup var formatOptions: FormatOptions
  @OptionGroup var repositoryOptions: RepositoryOptions

  func run() throws {
    let description = try AppDescription.load(appOptions.app, in: try repositoryOptions.existing())
    switch formatOptions.format {
    case .text: print(description.groupsText, terminator: "")
    case .json: try JSON.print(description.groups)
    }
  }
}
