internal import Catalog
package import Console
internal import Glibc
internal import SQL

extension SQLError: CommandError {
  package var commandFailure: CommandFailure {
    switch code {
    case .location: CommandFailure(description.escaped, exitCode: CommandFailure.usage)
    case .missing: CommandFailure(description.escaped, exitCode: CommandFailure.noInput)
    case .unsupported:
      CommandFailure(
        description.escaped,
        hint: "PostgreSQL needs Debian's libpq5, and a server of version 15 or newer with a database in UTF8",
        exitCode: EX_UNAVAILABLE)
    case .notOurs, .newer: CommandFailure(description.escaped, exitCode: EX_DATAERR)
    case .unreachable, .locked, .denied, .full, .damaged, .statement:
      CommandFailure(description.escaped, exitCode: CommandFailure.inputOutput)
    }
  }
}
