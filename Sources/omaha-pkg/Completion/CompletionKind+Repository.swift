internal import ArgumentParser
internal import Console
internal import Omaha

// What the repository has, for a shell that completes a word.
extension CompletionKind {
  /// The apps.
  static let apps = typed { $0.apps.map(\.key) }
  /// The channels of the app that is meant.
  static let channels = typed(\.channels)
  /// The groups of the app's file.
  static let groups = typed(\.groups)
  /// The versions that there are releases of; of a rule that is changed or removed those that have it.
  static let versions = typed(\.versions)
  /// The same, and what stands for none.
  static let versionsOrNone = typed { $0.versions + ["none"] }
  /// Why versions are floors or blocked.
  static let reasons = typed(\.reasons)
  /// The numbers of the app's changes.
  static let changes = typed(\.changes)
}
