internal import ArgumentParser
internal import Catalog
internal import Omaha

// What the repository has, for a shell that completes a word.
extension CompletionKind {
  /// The apps.
  static let apps = values { $0.apps.map(\.key) }
  /// The channels of the app that is meant.
  static let channels = values(\.channels)
  /// The groups of the app's file.
  static let groups = values(\.groups)
  /// The versions that there are releases of; of a rule that is changed or removed those that have it.
  static let versions = values(\.versions)
  /// The same, and what stands for none.
  static let versionsOrNone = values { $0.versions + ["none"] }
  /// Why versions are floors or blocked.
  static let reasons = values(\.reasons)
  /// The numbers of the app's changes.
  static let changes = values(\.changes)

  private static func values(_ values: @escaping @Sendable (TypedWords) -> [String]) -> CompletionKind {
    custom { words, _, _ in values(TypedWords(words)).filter { $0.escaped == $0 }.map(quoted) }
  }

  /// A value as the shell's completion script has to read it, so that it stays a value: a catalog may hold text of strangers.
  ///
  /// The script for bash gives all values to `compgen -W`, which expands them: it would run what stands in `$(…)`. `_describe` of zsh
  /// takes what is behind a colon for a description. fish takes lines as they are.
  private static func quoted(_ value: String) -> String {
    let shell = CompletionShell.requesting
    var quoted = ""
    // By scalars: a quote with an accent on it is one Character, and still a quote to a shell.
    for scalar in value.unicodeScalars {
      switch (shell, scalar) {
      case (.bash, "'"): quoted += #"'\''"#
      case (.zsh, "\\"), (.zsh, ":"): quoted += "\\\(scalar)"
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return shell == .bash ? "'\(quoted)'" : quoted
  }
}
