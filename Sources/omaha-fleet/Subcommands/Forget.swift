internal import ArgumentParser
internal import Catalog
internal import Console
internal import Fleet
internal import SQL

/// `omaha-fleet forget ID`
struct Forget: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Remove everything that the database has about a machine, in all apps.",
    discussion: """
      Counts of the past stay; they name no machine. A machine that reports again is known again. Only one process may write to SQLite's \
      file, so stop `omaha-fleet serve` before; with PostgreSQL it may run.
      """)

  @Argument(help: ArgumentHelp("The machine's ID, however it is written.", valueName: "id"))
  var id: String

  @OptionGroup var readingOptions: ReadingOptions

  func run() throws {
    let fleet = readingOptions.fleetOptions.folder
    let location = readingOptions.databaseOptions.location(fleet: fleet)
    // A database that is not there is not made.
    _ = try FleetReader(location)
    let apps: Int
    if case .sqlite = location {
      do {
        let lock = try FleetLock(fleet: fleet)
        apps = try FleetStore(location).forget(MachineID(id).text)
        _ = consume lock
      } catch let failure as FleetLock.Failure {
        throw failure.commandFailure(
          fleet,
          hint:
            "stop `omaha-fleet serve`, forget the machine, and start it again; meanwhile the journal keeps what comes")
      }
    } else {
      apps = try FleetStore(location).forget(MachineID(id).text)
    }
    guard apps > 0 else {
      throw CommandFailure(
        "no machine has the ID \(id.quoted)", hint: "`omaha-fleet machines` lists all machines",
        exitCode: CommandFailure.noInput)
    }
  }
}
