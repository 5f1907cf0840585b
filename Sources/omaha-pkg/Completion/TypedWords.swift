internal import Catalog
internal import CatalogEditing
internal import Omaha
internal import Posix

/// A command line that is being typed, and what the repository that it names has. What cannot be read is nothing: a shell that
/// completes a word must not print errors.
struct TypedWords {
  private let words: [String]

  /// - Parameter words: As they were typed, with quotes and backslashes.
  init(_ words: [String]) { self.words = words.map { Self.unquoted($0) } }

  /// The app that is meant, or all of them where none is.
  var apps: [ApplicationID] { repository.apps() }

  var channels: [String] { editors.flatMap { $0.channels.map(\.name) }.unique }

  var groups: [String] { editors.flatMap { $0.groups.map(\.name) }.unique }

  var versions: [String] {
    // What is not there can be neither changed nor removed.
    if words.contains("remove") || words.contains("set") {
      if words.contains("floor") { return channelsOfApps.flatMap { $0.floors.map(\.version.text) }.unique }
      if words.contains("block") { return channelsOfApps.flatMap { $0.blocks.map(\.version.text) }.unique }
    }
    let keys = meantApps.flatMap { (try? repository.releases(of: $0)) ?? [] }
    return keys.map(\.version).unique
  }

  var reasons: [String] {
    channelsOfApps.flatMap { $0.floors.compactMap(\.reason) + $0.blocks.compactMap(\.reason) }.unique
  }

  /// The newest first.
  var changes: [String] {
    meantApps.flatMap { (try? ChangeHistory(of: $0, in: repository).changes) ?? [] }.reversed().map { "\($0.number)" }
      .unique
  }

  private var channelsOfApps: [Channel] { editors.flatMap(\.channels) }

  private var editors: [AppEditor] { meantApps.compactMap { try? AppEditor(repository, $0) } }

  private var meantApps: [ApplicationID] {
    if let named = value(of: "--app") { return ApplicationID(named).map { [$0] } ?? apps }
    let usual = apps.filter { $0 == Invocation.environment("OMAHA_APP").flatMap { ApplicationID($0) } }
    return usual.isEmpty ? apps : usual
  }

  private var repository: Repository {
    Repository(root: RepositoryOptions.root(given: value(of: "--root").flatMap { $0.isEmpty ? nil : $0 }))
  }

  /// The value of an option, behind a space or an equals sign, which is a word of its own in bash.
  private func value(of option: String) -> String? {
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
