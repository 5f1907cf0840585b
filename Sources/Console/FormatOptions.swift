package import ArgumentParser

/// How data is printed.
package enum OutputFormat: String, CaseIterable, ExpressibleByArgument {
  /// For people.
  case text
  /// For programs.
  case json
}

/// `--format`
package struct FormatOptions: ParsableArguments {
  package static let help = ArgumentHelp("How to print.", valueName: "text|json")

  @Option(help: help)
  package var format: OutputFormat = .text

  package init() {}
}
