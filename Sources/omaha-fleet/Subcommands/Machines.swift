internal import ArgumentParser
internal import Console
internal import Fleet
internal import Omaha

/// `omaha-fleet machines`
struct Machines: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "List machines, one a line and app.",
    discussion: """
      All filters that are given must apply. An empty value asks for machines that tell none: --alias ''. Machines waiting for \
      their reboot: --state installed; machines that loop: --state looped; what is being downloaded: --state downloading.
      """)

  @OptionGroup var filterOptions: MachineFilterOptions

  @Option(
    help: ArgumentHelp(
      "In which order: \(MachineOrder.allCases.map(\.rawValue).joined(separator: ", ")).", valueName: "key"),
    completion: .list(MachineOrder.allCases.map(\.rawValue)), transform: MachineFilterOptions.order)
  var sort: MachineOrder = .firstSeen

  @Option(help: ArgumentHelp("Print at most so many.", valueName: "n"))
  var limit: Int64?

  @OptionGroup var formatOptions: FormatOptions
  @OptionGroup var readingOptions: ReadingOptions

  func validate() throws {
    if let limit, limit < 0 { throw ValidationError("--limit is below 0.") }
  }

  func run() throws {
    let reader = try readingOptions.reader()
    let filter = filterOptions.filter(at: Timestamp.now.milliseconds)
    switch formatOptions.format {
    case .json:
      var isFirst = true
      try reader.machines(filter, by: sort, limit: limit) { machine in
        print(isFirst ? "[" : ",")
        print(JSONLine(machine).text, terminator: "")
        isFirst = false
      }
      print(isFirst ? "[]" : "\n]")
    case .text:
      var columns = Columns(
        "machine", "alias", "app", "group", "version", "target", "state", "reason", "last seen", "last error")
      try reader.machines(filter, by: sort, limit: limit) { seen in
        let machine = seen.machine
        columns.add(
          machine.id, machine.alias, machine.app, machine.group, machine.version, machine.target,
          machine.state.rawValue, machine.reason, Timestamp(milliseconds: seen.sightings.seen).description,
          machine.errorText.map { "\(machine.errorCode) \($0)" } ?? "")
      }
      columns.finish()
    }
  }
}
