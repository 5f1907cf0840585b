internal import ArgumentParser
internal import Fleet
internal import Omaha

/// `omaha-fleet export`
struct Export: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Print all machines for other programs: as comma-separated values, or a JSON object a line.",
    discussion: """
      In CSV a text that a spreadsheet would take for a formula has an apostrophe before it. The columns are the keys of `omaha-fleet \
      machines --format json`.
      """)

  /// How machines are exported.
  enum Format: String, CaseIterable, ExpressibleByArgument {
    case csv
    case json
  }

  @Option(help: ArgumentHelp("How to print.", valueName: "csv|json"))
  var format: Format = .csv

  @OptionGroup var filterOptions: MachineFilterOptions
  @OptionGroup var readingOptions: ReadingOptions

  func run() throws {
    let reader = try readingOptions.reader()
    let filter = filterOptions.filter(at: Timestamp.now.milliseconds)
    switch format {
    case .json: try reader.machines(filter) { print(JSONLine($0).text) }
    case .csv:
      // RFC 4180 ends lines with CR LF.
      print(CSVLine.header, terminator: "\r\n")
      try reader.machines(filter) { print(CSVLine($0).text, terminator: "\r\n") }
    }
  }
}

extension CSVLine {
  fileprivate static let header =
    "app,machine,alias,version,track,group,board,arch,oem,state,target,reason,firstSeen,lastSeen,errorCode,errorText,address,release,offered"

  fileprivate init(_ seen: SeenMachine) {
    let machine = seen.machine
    for text in [
      machine.app, machine.id, machine.alias, machine.version, machine.track, machine.group, machine.board,
      machine.architecture, machine.oem, machine.state.rawValue, machine.target, machine.reason,
      Timestamp(milliseconds: machine.firstSeen).description,
      Timestamp(milliseconds: seen.sightings.seen).description,
    ] { add(text) }
    if let text = machine.errorText {
      add(machine.errorCode)
      add(text)
    } else {
      add("")
      add("")
    }
    add(machine.address)
    add(machine.release)
    add(machine.offers.joined(separator: " "))
  }
}
