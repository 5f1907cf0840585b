internal import Posix

/// A command line that is being typed, for what completes its values. What cannot be read is nothing: a shell that completes a word must
/// not print errors.
package struct TypedWords {
  private let words: [String]

  /// - Parameter words: As they were typed, with quotes and backslashes.
  init(_ words: [String]) { self.words = words.map { Self.unquoted($0) } }

  /// Whether a word was typed.
  package func contains(_ word: String) -> Bool { words.contains(word) }

  /// The value of an option, behind a space or an equals sign, which is a word of its own in bash.
  package func value(of option: String) -> String? {
    for (index, word) in words.enumerated() {
      if word.hasPrefix(option + "="), word.count > option.count + 1 { return String(word.dropFirst(option.count + 1)) }
      guard word == option || word == option + "=" else { continue }
      let rest = words[(index + 1)...].drop { $0 == "=" }
      return rest.first
    }
    return nil
  }

  /// A word without the quotes and backslashes of a shell, and with the home folder for a tilde.
  private static func unquoted(_ word: String) -> String {
    var text = ""
    var quote: Character?
    var isEscaped = false
    for character in word {
      if isEscaped {
        text.append(character)
        isEscaped = false
      } else if character == "\\", quote != "'" {
        isEscaped = true
      } else if character == quote {
        quote = nil
      } else if quote == nil, character == "'" || character == "\"" {
        quote = character
      } else {
        text.append(character)
      }
    }
    guard word.hasPrefix("~/"), let home = Invocation.environment("HOME") else { return text }
    return home + text.dropFirst()
  }
}
