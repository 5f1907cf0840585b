package import Catalog
internal import Glibc
internal import Posix

extension RepositoryError: CommandError {
  package var commandFailure: CommandFailure {
    if case .invalid(let errors) = reason { return errors.commandFailure }
    let code: Int32 =
      switch operation {
      case .read: isMissing ? CommandFailure.noInput : CommandFailure.inputOutput
      case .create: CommandFailure.cannotCreate
      case .write, .remove, .lock: CommandFailure.inputOutput
      }
    return CommandFailure(description, hint: ownerHint, exitCode: code)
  }
}

extension CatalogErrors: CommandError {
  package var commandFailure: CommandFailure {
    for path in errors.compactMap(\.unread) {
      guard unsafe access(path, R_OK) != 0, errno == EACCES else { continue }
      return CommandFailure(
        "the catalog may not be read\n\(self)", hint: RepositoryError(.read, path, code: EACCES).ownerHint,
        exitCode: CommandFailure.inputOutput)
    }
    return CommandFailure(
      "the catalog is not valid\n\(self)", hint: "correct it; \(SuggestedCommand(["check"])) shows what is left",
      exitCode: CommandFailure.badCatalog)
  }
}
