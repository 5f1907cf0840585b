internal import Catalog
internal import CatalogEditing
internal import Console
internal import Omaha

// What a command line names and the repository does not have.
extension CommandFailure {
  /// - Parameter known: The apps that there are.
  static func noSuchApp(_ app: ApplicationID, _ known: [ApplicationID]) -> CommandFailure {
    CommandFailure(
      "there is no app \(app.key)", hint: "\(meant(app.key, known.map(\.key)))\(suggested("list")) shows what there is",
      exitCode: CommandFailure.noInput)
  }

  static func noSuchRelease(
    _ app: ApplicationID, _ version: Version, _ arch: Architecture?, previous: Version? = nil, nearest: Version? = nil,
    others: [Architecture] = []
  ) -> CommandFailure {
    let only = others.isEmpty ? "" : ", only for \(others.map(\.rawValue).unique.joined(separator: ", "))"
    return CommandFailure(
      "there is no \(previous == nil ? "release" : "delta to") \(version)\(previous.map { " from \($0)" } ?? "")\(arch.map { " for \($0)" } ?? "") of \(app.key)\(only)",
      hint: (nearest.map { "the nearest is \($0); " } ?? "") + "\(suggested("list", app: app)) shows what there is",
      exitCode: CommandFailure.noInput)
  }

  /// - Parameter known: The channels that the app has.
  static func noSuchChannel(_ name: String, _ app: ApplicationID, _ known: [String]) -> CommandFailure {
    CommandFailure(
      "there is no channel \(name.quoted) in \(app.key)",
      hint: "\(meant(name, known))\(suggested("channel", "list", app: app)) shows what there is",
      exitCode: CommandFailure.noInput)
  }

  /// `did you mean "stable"? `; empty when nothing is like it.
  static func meant(_ name: String, _ known: [String]) -> String {
    Spelling.nearest(to: name, of: known).map { "did you mean \($0.quoted)? " } ?? ""
  }

  /// Refuses to make an app or a channel whose name looks like a misspelling.
  static func misspelled(_ kind: String, _ name: String, of other: String) -> CommandFailure {
    CommandFailure(
      "there is no \(kind) \(name.quoted)", hint: "did you mean \(other.quoted)? with --create a new \(kind) is made",
      exitCode: CommandFailure.noInput)
  }

  /// A name that is only a channel's own group has none of a group's settings.
  static func noSuchGroup(_ name: String, _ editor: AppEditor) -> CommandFailure {
    let isChannel = editor.channel(named: name) != nil
    return CommandFailure(
      "there is no group \(name.quoted) in \(editor.app.key)" + (isChannel ? ", only a channel of that name" : ""),
      hint: isChannel
        ? "\(suggested("group", "add", name, "--channel", name, "--track", name, app: editor.app)) makes one of its machines"
        : "\(meant(name, editor.groups.map(\.name)))\(suggested("group", "list", app: editor.app)) shows what there is",
      exitCode: CommandFailure.noInput)
  }
}
