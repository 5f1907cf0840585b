internal import ArgumentParser
internal import Catalog
internal import CatalogEditing
internal import Console
internal import Glibc
internal import Omaha
internal import Posix

/// `--root`
struct RepositoryOptions: ParsableArguments {
  static let help = ArgumentHelp(
    "The repository's directory. (default: OMAHA_ROOT in the environment, else /var/lib/omaha)", valueName: "dir")

  @Option(help: help, completion: .directory)
  var root: String?

  func validate() throws {
    if root?.isEmpty == true { throw ValidationError("--root is empty") }
  }

  /// The repository that was asked for; it may not exist.
  var repository: Repository { Repository(root: Self.root(given: root)) }

  /// The directory that is meant.
  static func root(given root: String?) -> String {
    let environment = Invocation.environment("OMAHA_ROOT") ?? ""
    return root ?? (environment.isEmpty ? Repository.standardRoot : environment)
  }

  /// The repository, which exists.
  func existing() throws -> Repository {
    let repository = repository
    if unsafe access(repository.catalogPath, R_OK | X_OK) != 0 {
      let error = RepositoryError(.read, repository.catalogPath, code: errno)
      guard error.isMissing else { throw error }
      throw CommandFailure(
        "there is no repository at \(repository.root.escaped)",
        hint: "\(suggested("init", in: repository)) makes one", exitCode: CommandFailure.noInput)
    }
    return repository
  }

  /// The same, nil for a dry run: looking at it needs no right to change it, but to read what the command itself reads.
  func writer(isDry: Bool) throws -> RepositoryWriter? {
    guard isDry else { return try writer() }
    try existing().checkPayloads()
    return nil
  }

  /// The right to change the repository, after waiting for whoever has it.
  func writer() throws -> RepositoryWriter {
    let writer = try RepositoryWriter(try existing()) {
      StandardError.print("omaha-pkg: waiting for another writer of \(repository.root.escaped)")
    }
    writer.origin = ChangeOrigin(time: Timestamp.now, user: Operator.name, command: Operator.command)
    return writer
  }
}
