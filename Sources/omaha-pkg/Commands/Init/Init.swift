internal import ArgumentParser
internal import Catalog
internal import CatalogEditing

/// `omaha-pkg init`
struct Init: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Make an empty repository.")

  @OptionGroup var repositoryOptions: RepositoryOptions

  func run() throws {
    let repository = repositoryOptions.repository
    let isNew = try RepositoryWriter.create(repository)
    print(
      isNew ? "made a repository at \(repository.root.escaped)" : "\(repository.root.escaped) is a repository already")
  }
}
