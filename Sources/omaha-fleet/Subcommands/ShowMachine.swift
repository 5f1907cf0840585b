internal import ArgumentParser
internal import Catalog
internal import Console
internal import Fleet
internal import Omaha
internal import Posix

/// `omaha-fleet machine ID`
struct ShowMachine: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "machine",
    abstract: "Show what is known of a machine, its history, and what it would be answered now and why.")

  @Argument(help: ArgumentHelp("The machine's ID, however it is written, or its alias.", valueName: "id"))
  var id: String

  @Option(
    help: ArgumentHelp("Only this app of the machine.", valueName: "id"), completion: .apps,
    transform: MachineFilterOptions.app)
  var app: String?

  @Option(help: ArgumentHelp("Show the last lines of the history, so many.", valueName: "n"))
  var limit: Int64 = 50

  @Option(
    help: ArgumentHelp(
      "The repository's directory. (default: OMAHA_ROOT in the environment, else /var/lib/omaha)", valueName: "dir"),
    completion: .directory)
  var root: String?

  @OptionGroup var formatOptions: FormatOptions
  @OptionGroup var readingOptions: ReadingOptions

  func validate() throws {
    if limit < 0 { throw ValidationError("--limit is below 0.") }
    if root?.isEmpty == true { throw ValidationError("--root is empty.") }
  }

  func run() throws {
    let reader = try readingOptions.reader()
    let machines = try find(reader)
    guard !machines.isEmpty else {
      throw CommandFailure(
        "no machine has the ID or the alias \(id.quoted)", hint: "`omaha-fleet machines` lists all machines",
        exitCode: CommandFailure.noInput)
    }
    let now = Timestamp.now
    let answers = Result { () throws(CatalogErrors) in try Catalog.load(root: catalogRoot) }
    // A catalog that was asked for must be there.
    if root != nil { _ = try answers.get() }
    var shown: [ShownMachine] = []
    for machine in machines {
      let history = try reader.history(of: machine.number, limit: limit)
      let answer = (try? answers.get()).map { ExpectedAnswer(machine.machine, in: $0, at: now) }
      shown.append(ShownMachine(seen: machine, history: history.map(\.event), answer: answer, now: now))
    }
    switch formatOptions.format {
    case .json: print("[" + shown.map(\.json.text).joined(separator: ",\n") + "]")
    case .text: print(shown.map(\.text).joined(separator: "\n"), terminator: "")
    }
  }

  private var catalogRoot: String {
    if let root { return root }
    let environment = Invocation.environment("OMAHA_ROOT") ?? ""
    return environment.isEmpty ? "/var/lib/omaha" : environment
  }

  private func find(_ reader: FleetReader) throws -> [SeenMachine] {
    var filter = MachineFilter()
    filter.app = app
    filter.id = MachineID(id).text
    var found: [SeenMachine] = []
    try reader.machines(filter) { found.append($0) }
    if found.isEmpty, !id.isEmpty {
      filter.id = nil
      filter.alias = id
      try reader.machines(filter, limit: 100) { found.append($0) }
    }
    return found
  }
}
