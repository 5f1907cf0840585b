/// A command that a message tells people to type. It acts on the app and the repository that the message is about, also where the
/// environment names others.
package struct SuggestedCommand: CustomStringConvertible {
  private let words: [String]
  private let root: String?

  /// A command of `omaha-pkg`.
  ///
  /// - Parameters:
  ///   - words: The subcommand with its arguments, as the program is to get them.
  ///   - app: The key of the app; nil for a command that takes none.
  ///   - root: The repository's directory; nil for the `--root` that this process was given, if it was.
  package init(_ words: [String], app: String? = nil, root: String? = nil) {
    self.words = ["omaha-pkg"] + words + (app.map { ["--app", $0] } ?? [])
    self.root = root ?? Invocation.value(of: "--root")
  }

  /// The command line in backquotes.
  package var description: String {
    "`\(Invocation.shellText(words + (root.map { ["--root", $0] } ?? [])))`"
  }
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
