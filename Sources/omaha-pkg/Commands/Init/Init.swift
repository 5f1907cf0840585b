internal import ArgumentParser
internal import Catalog
internal import CatalogEditing
internal import Console

/// `omaha-pkg init`
struct Init: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Make an empty repository.")

  @OptionGroup var formatOptions: FormatOptions
  @OptionGroup var repositoryOptions: RepositoryOptions

  func run() throws {
    let repository = repositoryOptions.repository
    let isNew = try RepositoryWriter.create(repository)
    let output = ChangeReport(formatOptions.format)
    let root = repository.root.escaped
    output.say(isNew ? "made a repository at \(root)" : "\(root) is a repository already", isChange: isNew)
    try output.finish()
  }
}
