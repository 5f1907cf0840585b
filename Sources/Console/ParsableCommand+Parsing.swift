package import ArgumentParser
internal import Catalog

extension ParsableCommand {
  /// Parses the arguments of a program whose root this is, more strictly than the argument parser, which guesses (``TypedCommand``).
  ///
  /// - Throws: also what `--help`, `--version` and `--generate-completion-script` print.
  package static func parse(typed arguments: [String]) throws -> any ParsableCommand {
    if arguments.count <= 1, ["--version", "--help", "-h", "help", nil].contains(arguments.first) {
      return try parseAsRoot(arguments)
    }
    if arguments.first == "--generate-completion-script", arguments.count <= 2,
      let shell = arguments.count == 1 ? .autodetected() : CompletionShell(rawValue: arguments[1])
    {
      print(CompletionScript.text(of: WithoutVersion<Self>.self, for: shell))
      throw ExitCode.success
    }
    let typed = try TypedCommand(arguments, of: WithoutVersion<Self>.self)
    try typed.check()
    do {
      return try WithoutVersion<Self>.parseAsRoot(typed.helpRequest ?? arguments)
    } catch  where exitCode(for: error) != .success {
      throw typed.failure(message(for: error)) ?? error
    }
  }
}

/// The same commands without the flag `--version`, for all that is more than that: where a command line is wrong, the argument parser
/// takes any `--version` in it for that flag, prints the program's version and succeeds.
private struct WithoutVersion<Root: ParsableCommand>: ParsableCommand {
  static var configuration: CommandConfiguration {
    var configuration = Root.configuration
    configuration.version = ""
    return configuration
  }
}
