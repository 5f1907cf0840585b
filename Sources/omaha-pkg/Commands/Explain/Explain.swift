internal import ArgumentParser
internal import Catalog
internal import Console
internal import Omaha
internal import Reports
internal import UpdateService

/// `omaha-pkg explain --app ID --version V`, `omaha-pkg explain REQUEST.xml`, `omaha-pkg explain --fleet MACHINES.csv`,
/// `omaha-pkg explain --log LINE`
struct Explain: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Print what a machine would be answered now, and why.",
    usage: """
      omaha-pkg explain --version <v> [--app <id>] [--track <t>] [--board <b>] [--machine <m>] [<options>]
      omaha-pkg explain <request.xml> [<options>]
      omaha-pkg explain --fleet <machines.csv> [--app <id>] [<options>]
      omaha-pkg explain --log <line> [<options>]
      """,
    discussion: """
      A machine is described by options, or its request is read from a file. Every rule is printed in the order in which \
      it was tried, with what it saw and whether the decision went on (pass), went to the next group (next) or was made \
      (stop). For a fleet, it counts who would be offered what, and when rollouts reach how many. The file has \
      comma-separated values; the first line names the columns; version is required: \(FleetColumn.names). A line \
      of omaha-fcgi's log is replayed for its own moment, unless --at says another, and compared with what it says.
      """)

  @Argument(
    help: ArgumentHelp(
      "A request as a machine sends it, also with gzip; - is standard input.", valueName: "request.xml"),
    completion: .file())
  var file: String?

  @Option(
    help: ArgumentHelp(
      "A file with a machine on each line, to be summarised; - is standard input.", valueName: "machines.csv"),
    completion: .file())
  var fleet: String?

  @Option(
    help: ArgumentHelp(
      "A line of the log, logfmt or JSON, to be replayed; - is standard input.", valueName: "line"))
  var log: String?

  @Option(
    help: ArgumentHelp(
      "The app, as the machine writes it; of a fleet's machines that name none. (default: OMAHA_APP in the environment, else the only app)",
      valueName: "id"), completion: .apps)
  var app: String?

  @OptionGroup var machine: MachineOptions

  @Option(
    help: ArgumentHelp(
      "The moment to decide for, such as 2026-11-23T10:00:00Z, or a date for its beginning in UTC. (default: now; of a line of the log, its own)",
      valueName: "time"))
  var at: Timestamp?

  @Option(help: ArgumentHelp("The server's own URL, for releases whose codebase is a path.", valueName: "url"))
  var baseURL: String = "http://localhost"

  @OptionGroup var formatOptions: FormatOptions
  @OptionGroup var repositoryOptions: RepositoryOptions

  func validate() throws {
    if log != nil {
      if file != nil || fleet != nil || app != nil || machine.isGiven {
        throw ValidationError("A line of the log and another description of a machine exclude each other")
      }
    } else if fleet != nil {
      if file != nil { throw ValidationError("A request file and a fleet exclude each other") }
      if machine.isGiven {
        throw ValidationError("A fleet and a machine's options other than --app exclude each other")
      }
    } else if file == nil {
      guard machine.version != nil else {
        throw ValidationError(
          "Missing expected argument '--version <v>', '<request.xml>', '--fleet <machines.csv>' or '--log <line>'")
      }
    } else if app != nil || machine.isGiven {
      throw ValidationError("A request file and a machine's options exclude each other")
    }
    guard BaseURL(baseURL) != nil else { throw ValidationError("--base-url is not an http or https URL") }
  }

  func run() throws {
    let repository = try repositoryOptions.existing()
    if let log { return try explain(LoggedRequest(log), in: Catalog.load(root: repository.root)) }
    let now = at ?? Timestamp.now
    if let fleet { return try explain(fleet: fleet, in: Catalog.load(root: repository.root), at: now) }
    let (request, notices) = try request()
    let catalog = try Catalog.load(root: repository.root)
    let explanation = try Explanation(
      of: request, notes: notices.map { "\($0)" }, in: catalog, at: now, baseURL: BaseURL(baseURL))
    try formatOptions.print(explanation) { explanation.text }
  }

  private func explain(_ logged: LoggedRequest, in catalog: Catalog) throws {
    let explanation = try Explanation(
      of: logged.request, notes: logged.notices, in: catalog, at: at ?? logged.time, baseURL: BaseURL(baseURL),
      logged: logged.answer)
    try formatOptions.print(explanation) { explanation.text }
  }

  private func explain(fleet: String, in catalog: Catalog, at now: Timestamp) throws {
    var reader = try FleetReader(
      path: fleet, defaultApp: app ?? (try? AppOptions.unnamed(in: repositoryOptions.repository))?.key)
    var tally = FleetTally(in: catalog, at: now, baseURL: BaseURL(baseURL))
    while let machine = try reader.next() { tally.add(machine) }
    let report = FleetReport(tally)
    try formatOptions.print(report) { report.text }
  }

  private func request() throws -> (Request, [Notice]) {
    guard let file else {
      return (machine.machine(app: try app ?? AppOptions.unnamed(in: repositoryOptions.existing()).key).request, [])
    }
    let decoded = try RequestSource.read(file)
    return (decoded.request, decoded.notices)
  }
}
