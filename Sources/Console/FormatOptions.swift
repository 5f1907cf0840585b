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
  @Option(help: ArgumentHelp("How to print.", valueName: "text|json"))
  package var format: OutputFormat = .text

  package init() {}
}
