internal import ArgumentParser
internal import FoundationEssentials

/// An option that a command has, as the argument parser describes it to tools.
struct DeclaredOption {
  /// With their dashes.
  let names: [String]
  /// Whether it has a value.
  let hasValue: Bool
  /// Whether it may be given several times.
  let isRepeating: Bool
  /// Whether help shows it.
  let isShown: Bool

  /// The options and flags of a command.
  static func all(of command: any ParsableCommand.Type) throws(CommandFailure) -> [DeclaredOption] {
    guard let tool = try? JSONDecoder().decode(Tool.self, from: Data(command._dumpHelp().utf8)) else {
      throw CommandFailure("the argument parser does not describe its options", exitCode: CommandFailure.usage)
    }
    return (tool.command.arguments ?? []).filter { $0.kind != "positional" }.map { argument in
      DeclaredOption(
        names: (argument.names ?? []).map { ($0.kind == "long" ? "--" : "-") + $0.name },
        hasValue: argument.kind == "option", isRepeating: argument.isRepeating, isShown: argument.shouldDisplay)
    }
  }

  // The parts of its description (ToolInfoV0) that are of use here.
  private struct Tool: Decodable { let command: Command }
  private struct Command: Decodable { let arguments: [Argument]? }
  private struct Argument: Decodable {
    let kind: String
    let isRepeating: Bool
    let shouldDisplay: Bool
    let names: [Name]?
  }
  private struct Name: Decodable {
    let kind: String
    let name: String
  }
}
