internal import ArgumentParser
internal import Catalog

/// The command that a command line names, looked at before and after the argument parser, which guesses where it does not understand: it
/// takes an unknown command for arguments of none, `-channel` for a request for help, and the last of two values.
struct TypedCommand {
  /// What names it, such as `omaha-pkg`, `group`, `add`.
  private let names: [String]
  private let type: any ParsableCommand.Type
  /// What begins with a dash, without the values of the form `--name=value`; up to the argument `--`.
  private let options: [String]
  /// Whether it is only the name of several commands.
  private let isGroup: Bool

  /// What asks for the help of a command that is only the name of several, and does nothing by itself; nil for one that does something.
  var helpRequest: [String]? { isGroup ? names.dropFirst() + ["--help"] : nil }

  /// Finds the command.
  ///
  /// - Throws: when there is none of that name, also for one that `help` is asked about.
  init(_ arguments: [String], of root: any ParsableCommand.Type) throws(CommandFailure) {
    var type = root
    var names = [root._commandName]
    var rest = arguments[...]
    if rest.first == "help" { rest = rest.dropFirst() }
    while let name = rest.first, !name.hasPrefix("-"), !type.configuration.subcommands.isEmpty {
      let next = type.configuration.subcommands.first {
        $0._commandName == name || $0.configuration.aliases.contains(name)
      }
      guard let next else { throw Self.unknown(name, below: type, named: names) }
      names.append(next._commandName)
      type = next
      rest = rest.dropFirst()
    }
    if arguments.first == "help", let name = rest.first, !name.hasPrefix("-") {
      throw Self.unknown(name, below: type, named: names)
    }
    isGroup = rest.isEmpty && !type.configuration.subcommands.isEmpty
    self.names = names
    self.type = type
    options = rest.prefix { $0 != "--" }.filter { $0.hasPrefix("-") && $0 != "-" }
      .map { String($0.prefix { $0 != "=" }) }
  }

  private static func unknown(
    _ name: String, below type: any ParsableCommand.Type, named names: [String]
  ) -> CommandFailure {
    let known = type.configuration.subcommands.map { $0._commandName }
    let program = names.joined(separator: " ")
    let hint = Spelling.nearest(to: name, of: known).map { "did you mean `\(program) \($0)`?" }
    return CommandFailure(
      "there is no command \((names.dropFirst() + [name]).joined(separator: " ").quoted)",
      hint: hint ?? "`\(program) --help` shows what there is", exitCode: CommandFailure.usage)
  }

  /// Throws when an option is given twice that has one value, or is written with one dash.
  func check() throws(CommandFailure) {
    for option in options where !option.hasPrefix("--") && option.count > 2 && option != "-help" {
      guard option.dropFirst().first?.isLetter == true else { continue }
      throw unknown("-" + option)
    }
    guard options.count > 1 else { return }
    let declared = try declared()
    for (index, option) in options.enumerated() {
      guard let known = declared.first(where: { $0.names.contains(option) }), !known.isRepeating,
        let earlier = options[..<index].first(where: known.names.contains)
      else { continue }
      throw CommandFailure(
        earlier == option ? "\(option) is given twice" : "\(earlier) and \(option) are the same option",
        exitCode: CommandFailure.usage)
    }
  }

  /// What is wrong with a command line that the parser refused: an option that the command does not have; nil when it is something else.
  func unknownOption() -> CommandFailure? {
    guard let declared = try? declared() else { return nil }
    if names.count == 1, options.contains("--version") {
      return CommandFailure(
        "--version stands alone", hint: "`\(names[0]) --version` prints the version", exitCode: CommandFailure.usage)
    }
    let known = declared.flatMap(\.names)
    return options.first { $0.hasPrefix("--") && !known.contains($0) }.map { unknown($0) }
  }

  private func unknown(_ option: String) -> CommandFailure {
    let program = names.joined(separator: " ")
    // One letter is like any other.
    let known = (try? declared())?.filter(\.isShown).flatMap(\.names).filter { $0.hasPrefix("--") } ?? []
    let hint = Spelling.nearest(to: option, of: known).map { "did you mean `\($0)`?" }
    return CommandFailure(
      "`\(program)` has no option \(option.escaped)", hint: hint ?? "`\(program) --help` shows what it has",
      exitCode: CommandFailure.usage)
  }

  private func declared() throws(CommandFailure) -> [DeclaredOption] { try DeclaredOption.all(of: type) }
}
