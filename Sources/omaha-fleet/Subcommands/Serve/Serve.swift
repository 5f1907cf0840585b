internal import ArgumentParser
internal import Catalog
internal import Console
internal import Fleet
internal import Glibc
internal import Journal
internal import Omaha
internal import Posix
internal import SQL

/// `omaha-fleet serve`
struct Serve: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Load what machines report into the database, until SIGTERM.",
    discussion: """
      One process a host, and one database for a host (SQLite) or for several (PostgreSQL). Each check-in counts exactly once, whatever is \
      killed. While the database is away the journal grows; what it held is loaded when the database is back. SIGTERM ends after the \
      batch in hand.
      """)

  @Option(
    help: ArgumentHelp(
      "The repository's directory, whose last change /metrics tells. (default: OMAHA_ROOT in the environment)",
      valueName: "dir"))
  var root: String?
  @OptionGroup var fleetOptions: FleetOptions
  @OptionGroup var databaseOptions: DatabaseOptions
  @OptionGroup var socketOptions: SocketOptions

  @Option(
    help: ArgumentHelp(
      "How long machines are remembered after they were last seen. (default: P90D)", valueName: "period"),
    transform: period)
  var keepMachines: Period?
  @Option(
    help: ArgumentHelp("How long events are remembered. (default: P90D)", valueName: "period"), transform: period)
  var keepEvents: Period?
  @Option(
    help: ArgumentHelp("How long the counts of each hour are remembered. (default: P400D)", valueName: "period"),
    transform: period)
  var keepHours: Period?
  @Option(
    help: ArgumentHelp(
      """
      How long requests are remembered: one that a web server sends to two hosts counts once if both journals are loaded within it. \
      (default: P3D)
      """, valueName: "period"), transform: period)
  var keepRequests: Period?

  @Flag(
    help: "Remember no client's address, and forget those that are known. (environment: OMAHA_FLEET_ADDRESSES=no)")
  var noAddresses = false

  func validate() throws {
    if !["", "yes", "no"].contains(Self.addresses) {
      throw ValidationError("OMAHA_FLEET_ADDRESSES is neither yes nor no.")
    }
  }

  private static var addresses: String { Invocation.environment("OMAHA_FLEET_ADDRESSES") ?? "" }

  func run() throws {
    var stop = StopSignal()
    let fleet = fleetOptions.folder
    do {
      try makeJournal(fleet)
      let lock = try FleetLock(fleet: fleet)
      try serve(fleet, &stop)
      _ = consume lock
    } catch let failure as FleetLock.Failure {
      throw failure.commandFailure(fleet)
    }
  }

  private func makeJournal(_ fleet: String) throws {
    do throws(JournalError) { try JournalFolder(fleet: fleet).make() } catch {
      guard error.code == ENOENT else { throw error }
      throw CommandFailure(
        error.description.escaped, hint: "the folder that --fleet is to be made in must be there",
        exitCode: CommandFailure.noInput)
    }
  }

  /// How long to wait for more check-ins, in milliseconds: so many commits a second a busy server makes at most twice.
  private static let pause = 500

  /// How long to wait after a failure at first and at most, in milliseconds. When the cause has passed nobody waits for long.
  private static let firstRetry = 500
  private static let lastRetry = 5_000

  private func serve(_ fleet: String, _ stop: inout StopSignal) throws {
    let location = databaseOptions.location(fleet: fleet)
    let loader = FleetLoader(fleet: fleet, location, retention, keepsAddresses: !noAddresses && Self.addresses != "no")
    { event in
      switch event {
      case .damage(let segment, let range):
        warn("\(segment.text): \(range.count) bytes at \(range.lowerBound) are damaged and skipped")
      }
    }
    let pages = try PageServer(socketOptions, repository, fleet: fleet, location, loader.progress)
    defer { pages?.stop() }
    StandardError.print("omaha-fleet: loads \(fleet.escaped)/journal into \(location.description.escaped)")
    if let pages { StandardError.print("omaha-fleet: answers /metrics on \(pages.names)") }
    var retry = Self.firstRetry
    var fault: FleetLoader.Failure?
    while true {
      do throws(FleetLoader.Failure) {
        let outcome = try loader.round(now: Timestamp.nowMilliseconds)
        switch fault {
        case .database?: StandardError.print("omaha-fleet: the database is back")
        case .journal?: StandardError.print("omaha-fleet: the journal can be read again")
        case nil: break
        }
        fault = nil
        retry = Self.firstRetry
        switch outcome {
        case .loaded, .keptUp: if stop.wait(milliseconds: 0) { return }
        case .idle: if stop.wait(milliseconds: Self.pause) { return }
        }
      } catch {
        guard error.isPassing else { throw error.commandFailure }
        // Once for each cause, however long it lasts.
        if error != fault {
          warn("\(error.description.escaped); the journal keeps what machines report until it passes")
        }
        fault = error
        let next = Instant.now + .milliseconds(retry)
        repeat {
          // What waits in the journal is to outlive a power cut. A busy disk takes long for it.
          loader.flush()
          if stop.wait(milliseconds: min(retry, 1_000)) { return }
        } while Instant.now < next
        retry = min(retry * 2, Self.lastRetry)
      }
    }
  }

  private var repository: Repository? {
    let root = root ?? Invocation.environment("OMAHA_ROOT") ?? ""
    return root.isEmpty ? nil : Repository(root: root)
  }

  private var retention: Retention {
    var retention = Retention()
    if let keepMachines { retention.machines = keepMachines.seconds * 1_000 }
    if let keepEvents { retention.events = keepEvents.seconds * 1_000 }
    if let keepHours { retention.hours = keepHours.seconds * 1_000 }
    if let keepRequests { retention.requests = keepRequests.seconds * 1_000 }
    return retention
  }
}

func warn(_ text: String) { StandardError.print("omaha-fleet: warning: \(text)") }

private func period(_ text: String) throws -> Period? {
  guard let period = Period(typed: text) else { throw ValidationError("It is no period such as 90d or 36h.") }
  return period
}

extension FleetLock.Failure {
  func commandFailure(_ fleet: String, hint: String = "there is one omaha-fleet serve a host") -> CommandFailure {
    switch self {
    case .held(let holder):
      CommandFailure(
        "\(holder) loads the journal of \(fleet.escaped) already", hint: hint, exitCode: EX_TEMPFAIL)
    case .system(let path, let code):
      CommandFailure(
        "cannot lock \(path.escaped): \(unsafe String(cString: strerror(code)))", exitCode: CommandFailure.cannotCreate)
    }
  }
}

extension FleetLoader.Failure {
  fileprivate var commandFailure: CommandFailure {
    switch self {
    case .database(let error): error.commandFailure
    case .journal(let error): error.commandFailure
    }
  }
}
