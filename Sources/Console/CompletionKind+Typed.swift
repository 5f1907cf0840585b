package import ArgumentParser
internal import Catalog

extension CompletionKind {
  /// Values that depend on what was typed.
  package static func typed(_ values: @escaping @Sendable (TypedWords) -> [String]) -> CompletionKind {
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
