internal import ArgumentParser
internal import Omaha

// What the repository has, for a shell that completes a word.
extension CompletionKind {
  /// The apps.
  static let apps = custom { words, _, _ in TypedWords(words).apps.map(\.key) }
  /// The channels of the app that is meant.
  static let channels = custom { words, _, _ in TypedWords(words).channels }
  /// The groups of the app's file.
  static let groups = custom { words, _, _ in TypedWords(words).groups }
  /// The versions that there are releases of; of a rule that is changed or removed those that have it.
  static let versions = custom { words, _, _ in TypedWords(words).versions }
  /// The same, and what stands for none.
  static let versionsOrNone = custom { words, _, _ in TypedWords(words).versions + ["none"] }
  /// Why versions are floors or blocked.
  static let reasons = custom { words, _, _ in TypedWords(words).reasons }
}
