package import Catalog

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
    CommandFailure(
      "the catalog is not valid\n\(self)", hint: "correct it; `omaha-pkg check` shows what is left",
      exitCode: CommandFailure.badCatalog)
  }
}
