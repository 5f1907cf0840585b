/// A command that a message tells people to type. It acts on the app and the repository that the message is about, also where the
/// environment names others.
package struct SuggestedCommand: CustomStringConvertible {
  private let words: [String]

  /// A command of `omaha-pkg`.
  ///
  /// - Parameters:
  ///   - words: The subcommand with its arguments, as the program is to get them.
  ///   - app: The key of the app; nil for a command that takes none.
  ///   - root: The repository's directory; nil for the `--root` that this process was given, if it was.
  package init(_ words: [String], app: String? = nil, root: String? = nil) {
    let options = [("--app", app), ("--root", root ?? Invocation.value(of: "--root"))]
    let all = words + options.flatMap { name, value in value.map { [name, $0] } ?? [] }
    self.words = ["omaha-pkg"] + Self.told(apart: all)
  }

  /// The options of these commands that have no value.
  private static let flags = ["--first", "--policy", "--where-it-stopped"]

  /// Words of which none is taken for an option because it begins with a dash, as the name of a group may: behind an option it is
  /// joined to that, any other stands behind `--`.
  private static func told(apart words: [String]) -> [String] {
    var told: [String] = []
    var dashed: [String] = []
    var rest = words[...]
    while let word = rest.popFirst() {
      let isOption = word.hasPrefix("--") && word.dropFirst(2).allSatisfy { $0 == "-" || $0.isLowercase }
      if isOption, !flags.contains(word), let value = rest.popFirst() {
        told += value.hasPrefix("-") ? ["\(word)=\(value)"] : [word, value]
      } else if word.hasPrefix("-"), !isOption {
        dashed.append(word)
      } else {
        told.append(word)
      }
    }
    return told + (dashed.isEmpty ? [] : ["--"] + dashed)
  }

  /// The command line in backquotes.
  package var description: String { "`\(Invocation.shellText(words))`" }
}

extension Invocation {
  /// The value that an option was given by its long name; nil when it was not.
  static func value(of option: String) -> String? {
    let given = arguments.prefix { $0 != "--" }
    for (index, argument) in given.enumerated() {
      if argument == option { return given.dropFirst(index + 1).first }
      if argument.hasPrefix(option + "=") { return String(argument.dropFirst(option.count + 1)) }
    }
    return nil
  }

  /// Words as a shell takes them.
  package static func shellText(_ words: [String]) -> String {
    words.map { word in
      let isPlain = word.utf8.allSatisfy(plain.contains)
      return isPlain && !word.isEmpty ? word : "'\(quotable(word))'"
    }.joined(separator: " ")
  }

  private static func quotable(_ word: String) -> String {
    word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''")
  }

  private static let plain = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._/=:,@%+{}".utf8)
}
