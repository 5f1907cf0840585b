internal import ArgumentParser
internal import Catalog
internal import Console
internal import Fleet
internal import Glibc
internal import Omaha
internal import Posix
internal import SQL

/// `omaha-fleet forget ID`
struct Forget: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Remove everything that the database has about a machine, in all apps.",
    discussion: """
      Counts of the past stay; they name no machine. What the machine said until now stays forgotten, also if a host loads it later; a \
      machine that reports again is known again. While `omaha-fleet serve` runs, it is asked to do it, and this waits for it. Ends with 66 \
      if no machine has the ID, and with 75 if `omaha-fleet serve` has not done it yet.
      """)

  @Argument(help: ArgumentHelp("The machine's ID, however it is written.", valueName: "id"))
  var id: String

  @Option(help: ArgumentHelp("How long to wait for `omaha-fleet serve`.", valueName: "seconds"))
  var wait: Int64 = 60

  @OptionGroup var readingOptions: ReadingOptions

  func validate() throws {
    if !(0...86_400).contains(wait) { throw ValidationError("--wait is not a number from 0 to 86400.") }
  }

  func run() throws {
    let fleet = readingOptions.fleetOptions.folder
    let location = readingOptions.databaseOptions.location(fleet: fleet)
    let machine = MachineID(id).text
    // A database that is not there is not made.
    var filter = MachineFilter()
    filter.id = machine
    var isKnown = false
    try FleetReader(location).machines(filter) { _ in isKnown = true }
    if case .sqlite = location {
      try forget(machine, fleet, location)
    } else {
      _ = try FleetStore(location).forget(machine, now: Timestamp.nowMilliseconds)
    }
    guard isKnown else {
      throw CommandFailure(
        "no machine has the ID \(id.quoted)",
        hint:
          "what it has said until now and is not loaded yet stays forgotten; `omaha-fleet machines` lists all machines",
        exitCode: CommandFailure.noInput)
    }
  }

  /// Forgets a machine in SQLite's file, which one process at a time may write to: this one, or the one that loads the journal.
  private func forget(_ machine: String, _ fleet: String, _ location: DatabaseLocation) throws {
    let requests = ForgetRequests(fleet: fleet)
    let end = Instant.now.nanoseconds + wait * 1_000_000_000
    var request: String?
    while true {
      do {
        let lock = try FleetLock(fleet: fleet)
        let store = try FleetStore(location)
        _ = try store.forget(machine, now: Timestamp.nowMilliseconds)
        if let request { requests.remove(request) }
        while try !store.emptyLog() {
          guard Instant.now.nanoseconds < end else {
            throw CommandFailure(
              "the machine is forgotten, but somebody reads the database: its log still has it",
              hint: "run it again when the reader has ended", exitCode: EX_TEMPFAIL)
          }
          usleep(Self.pause)
        }
        _ = consume lock
        return
      } catch FleetLock.Failure.held(let holder) {
        if let request {
          if !requests.contains(request) { return }
        } else {
          do { request = try requests.add(machine) } catch {
            throw CommandFailure(
              error.description.escaped, hint: "run it as the user to whom \(fleet.escaped) belongs",
              exitCode: CommandFailure.cannotCreate)
          }
        }
        guard Instant.now.nanoseconds < end else {
          throw CommandFailure(
            "\(holder) has the database open and has not forgotten the machine yet",
            hint: "it does so when the database takes it; what asks for it is in \(fleet.escaped)/forget",
            exitCode: EX_TEMPFAIL)
        }
      } catch let failure as FleetLock.Failure {
        throw failure.commandFailure(fleet)
      } catch let error as SQLError where error.code == .locked {
        // A process that was killed gives back the lock of the journal first and then that of the file.
        guard Instant.now.nanoseconds < end else {
          throw CommandFailure(
            error.description.escaped, hint: "run it again when that has ended", exitCode: EX_TEMPFAIL)
        }
      }
      usleep(Self.pause)
    }
  }

  /// How long to wait before it looks again, in microseconds.
  private static let pause: UInt32 = 50_000
}
