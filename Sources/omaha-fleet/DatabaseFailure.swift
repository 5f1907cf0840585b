internal import Catalog
package import Console
internal import Glibc
internal import SQL

extension SQLError: CommandError {
  package var commandFailure: CommandFailure {
    switch code {
    case .location: CommandFailure(description.escaped, exitCode: CommandFailure.usage)
    case .missing:
      CommandFailure(
        description.escaped,
        hint: "`omaha-fleet serve` makes it from the journal; --fleet (or OMAHA_FLEET) and --database say where it is",
        exitCode: CommandFailure.noInput)
    case .denied:
      CommandFailure(
        description.escaped,
        hint: "run it as the user to whom the database belongs: runuser -u _omaha-fleet -- omaha-fleet …",
        exitCode: CommandFailure.inputOutput)
    case .unsupported:
      CommandFailure(
        description.escaped,
        hint: "PostgreSQL needs Debian's libpq5, and a server of version 15 or newer with a database in UTF8",
        exitCode: EX_UNAVAILABLE)
    case .notOurs, .newer: CommandFailure(description.escaped, exitCode: EX_DATAERR)
    case .unreachable, .locked, .full, .damaged, .statement:
      CommandFailure(description.escaped, exitCode: CommandFailure.inputOutput)
    }
  }
}
