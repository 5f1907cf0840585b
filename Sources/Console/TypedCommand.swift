internal import ArgumentParser
internal import Catalog
internal import Posix

/// The command that a command line names, looked at before and after the argument parser, which guesses where it does not understand: it
/// takes an unknown command for arguments of none, `-channel` for a request for help, and the last of two values.
struct TypedCommand {
  /// What names it, such as `omaha-pkg`, `group`, `add`.
  private let names: [String]
  private let type: any ParsableCommand.Type
  /// What stands behind the name, up to the argument `--`.
  private let arguments: [String]
  /// What of it begins with a dash, without the values of the form `--name=value`.
  private var options: [String] { arguments.filter(Self.isOption).map(Self.name) }
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
    self.arguments = Array(rest.prefix { $0 != "--" })
  }

  private static func isOption(_ argument: String) -> Bool { argument.hasPrefix("-") && argument != "-" }

  private static func name(of option: String) -> String { String(option.prefix { $0 != "=" }) }

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
    for (index, argument) in arguments.enumerated() where argument.hasPrefix("-") && !argument.hasPrefix("--") {
      let option = Self.name(of: argument)
      if option.count > 2, option != "-help", option.dropFirst().first?.isLetter == true { throw unknown(at: index) }
    }
    let options = options
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

  /// What is wrong with a command line that the parser refused; nil where the parser says it best.
  ///
  /// - Parameter message: What the parser says.
  func failure(_ message: String) -> CommandFailure? {
    guard let declared = try? declared() else { return nil }
    if names.count == 1, options.contains("--version") {
      return CommandFailure(
        "--version stands alone", hint: "`\(names[0]) --version` prints the version", exitCode: CommandFailure.usage)
    }
    let known = declared.flatMap(\.names)
    if let index = arguments.firstIndex(where: { Self.isOption($0) && !known.contains(Self.name(of: $0)) }) {
      // Of a number that is too small the parser says which there may be.
      let isNumber = Int(arguments[index]) != nil
      return isNumber && index > 0 && known.contains(arguments[index - 1]) ? nil : unknown(at: index)
    }
    // Before what was typed.
    guard message.prefix(while: { $0 != "'" }).contains("nexpected argument") else { return nil }
    let nouns = ["app", "channel", "group"].filter { known.contains("--\($0)") && !options.contains("--\($0)") }
    guard !nouns.isEmpty else { return nil }
    let advice = nouns.map { "\($0 == "app" ? "an" : "a") \($0) by --\($0)" }.joined(separator: ", ")
    return CommandFailure(
      message.beginningSmall.escaped, hint: "name \(advice)", exitCode: CommandFailure.usage)
  }

  /// - Parameter index: Where it stands.
  private func unknown(at index: Int) -> CommandFailure {
    let (program, argument) = (names.joined(separator: " "), arguments[index])
    let option = Self.name(of: argument)
    let declared = (try? declared()) ?? []
    // One letter is like any other.
    var known = declared.filter(\.isShown).flatMap(\.names).filter { $0.hasPrefix("--") }
    if names.count == 1 { known.append("--version") }
    if let meant = Spelling.nearest(to: option, of: known) {
      return CommandFailure(
        "`\(program)` has no option \(option.escaped)", hint: "did you mean `\(meant)`?", exitCode: CommandFailure.usage
      )
    }
    let before = index > 0 ? arguments[index - 1] : ""
    if declared.contains(where: { $0.hasValue && $0.names.contains(before) }) {
      return CommandFailure(
        "\(before) lacks its value: \(argument.escaped) looks like an option",
        hint: "a value that begins with a dash is joined: `\(Invocation.shellText(["\(before)=\(argument)"]).escaped)`",
        exitCode: CommandFailure.usage)
    }
    return CommandFailure(
      "`\(program)` has no option \(option.escaped)", hint: "`\(program) --help` shows what it has",
      exitCode: CommandFailure.usage)
  }

  private func declared() throws(CommandFailure) -> [DeclaredOption] { try DeclaredOption.all(of: type) }
}
