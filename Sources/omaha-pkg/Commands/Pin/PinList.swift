internal import ArgumentParser
internal import Console
internal import Omaha
internal import Reports

/// `omaha-pkg pin list --app ID`
struct PinList: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "list", abstract: "Print the pins of each group.")

  @OptionGroup var appOptions: AppOptions
  @OptionGroup var formatOptions: FormatOptions
  @OptionGroup var repositoryOptions: RepositoryOptions

  func run() throws {
    let report = try appOptions.report(in: try repositoryOptions.existing(), at: Timestamp.now)
    let pins = report.groups.flatMap(\.pins)
    try formatOptions.print(pins) {
      var table = Table()
      table.add("PIN", "ARCH", "VERSION", "SINCE")
      for pin in pins { table.add(pin.group, pin.arch, pin.version, pin.since ?? "-") }
      return pins.isEmpty ? "  no pins\n" : table.text(indent: "  ")
    }
  }
}
