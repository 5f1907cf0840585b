internal import ArgumentParser

/// How data is printed.
enum OutputFormat: String, CaseIterable, ExpressibleByArgument {
  /// For people.
  case text
  /// For programs.
  case json
}

/// `--format`
struct FormatOptions: ParsableArguments {
  @Option(help: ArgumentHelp("How to print.", valueName: "text|json"))
  var format: OutputFormat = .text

  /// Prints a report as JSON or as the text for people, which ends with a line break.
  func print(_ report: some Encodable, text: () -> String) throws {
    switch format {
    case .text: Swift.print(text(), terminator: "")
    case .json: try JSON.print(report)
    }
  }
}
