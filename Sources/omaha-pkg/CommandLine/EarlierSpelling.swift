/// The commands as they were spelled before all of them became `NOUN VERB`. They go on working, and help does not mention them.
enum EarlierSpelling {
  /// What a noun without a verb does.
  private static let verbs = ["floor": "add", "block": "add", "pin": "set", "rollout": "set"]

  /// The arguments as they are spelled now: `floor 1.0 --remove` becomes `floor remove 1.0`, and `unblock 1.0` `block remove 1.0`.
  static func translated(_ arguments: [String]) -> [String] {
    if arguments.first == "help" { return ["help"] + translated(Array(arguments.dropFirst())) }
    guard let noun = arguments.first else { return [] }
    let rest = Array(arguments.dropFirst())
    if noun == "unblock" { return ["block", "remove"] + rest }
    guard let verb = verbs[noun], let first = rest.first, beginsArguments(first) else { return arguments }
    // Behind `--` are no options.
    let options = rest.prefix { $0 != "--" }
    guard let flag = options.firstIndex(of: "--remove"), noun != "block" else { return [noun, verb] + rest }
    return [noun, "remove"] + rest[..<flag] + rest[(flag + 1)...]
  }

  /// Whether an argument can be no verb: a version or an option, other than the one for help.
  private static func beginsArguments(_ argument: String) -> Bool {
    argument.first == "-" ? !["-h", "--help", "-help"].contains(argument) : argument.first?.isNumber == true
  }
}
