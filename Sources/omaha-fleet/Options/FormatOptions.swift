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
}
