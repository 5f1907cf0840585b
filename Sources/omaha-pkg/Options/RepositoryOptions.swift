internal import ArgumentParser
internal import Catalog
internal import FoundationEssentials
internal import Glibc

/// `--root`
struct RepositoryOptions: ParsableArguments {
  // Checked while it is parsed: for a fault that `validate` of a group finds, the parser takes the `--version` of a release
  // beside it for its own, prints that and succeeds.
  @Option(
    help: ArgumentHelp(
      "The repository's directory. (default: OMAHA_ROOT in the environment, else /var/lib/omaha)", valueName: "dir"),
    transform: { text in
      guard !text.isEmpty else { throw ValidationError("It is empty.") }
      return text
    })
  var root: String?

  /// The repository that was asked for; it may not exist.
  var repository: Repository {
    let environment = unsafe getenv("OMAHA_ROOT").map { unsafe String(cString: $0) } ?? ""
    return Repository(root: root ?? (environment.isEmpty ? "/var/lib/omaha" : environment))
  }

  /// The repository, which exists.
  func existing() throws -> Repository {
    let repository = repository
    guard FileManager.default.fileExists(atPath: repository.catalogPath) else {
      throw CommandFailure(
        "there is no repository at \(repository.root.escaped)",
        hint: "`omaha-pkg init --root \(repository.root.escaped)` makes one", exitCode: CommandFailure.noInput)
    }
    return repository
  }

  /// The right to change the repository, after waiting for whoever has it.
  func writer() throws -> RepositoryWriter {
    try RepositoryWriter(try existing()) {
      StandardError.print("omaha-pkg: waiting for another writer of \(repository.root.escaped)")
    }
  }
}
