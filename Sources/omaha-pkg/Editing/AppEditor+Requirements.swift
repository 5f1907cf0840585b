internal import Catalog
internal import CatalogEditing
internal import Console
internal import Omaha

// What a command needs of an app before it changes it.
extension AppEditor {
  /// Throws unless there is a group of that name.
  func require(group name: String) throws(CommandFailure) {
    if group(named: name) == nil { throw .noSuchGroup(name, self) }
  }

  /// Throws unless there is a channel of that name.
  func require(channel name: String) throws(CommandFailure) {
    if channel(named: name) == nil { throw .noSuchChannel(name, app, channels.map(\.name)) }
  }

  /// Throws when the name of a channel that is not there yet is probably a mistake.
  func requireMeant(newChannel name: String) throws(CommandFailure) {
    try Self.requireMeant(newChannel: name, among: channels.map(\.name))
  }

  /// The same of an app that may not be there yet.
  static func requireMeant(newChannel name: String, among names: [String]) throws(CommandFailure) {
    if let other = Spelling.misspelled(name, of: names) { throw .misspelled("channel", name, of: other) }
    guard name.contains(",") else { return }
    throw CommandFailure(
      "there is no channel \(name.quoted)",
      hint: "several channels are named by several --channel; with --create a channel of this very name is made",
      exitCode: CommandFailure.noInput)
  }

  /// Which floors and blocks a new channel lacks that another has; nil when no other has any.
  func rulesElsewhere(than name: String) -> String? {
    var rules: [String] = []
    for channel in channels where channel.name != name {
      rules += channel.floors.map { "floor \($0.version) of \(channel.name)" }
      rules += channel.blocks.map { "block \($0.version) of \(channel.name)" }
    }
    guard !rules.isEmpty else { return nil }
    let shown = rules.prefix(5).joined(separator: ", ") + (rules.count > 5 ? " and \(rules.count - 5) more" : "")
    return "channel \(name) has no floors and blocks yet, as others have: \(shown)"
  }

  /// The channels of those names, each once, or every one of the app when there are no names.
  func channelNames(_ only: [String]) throws(CommandFailure) -> [String] {
    if !only.isEmpty {
      for name in only { try require(channel: name) }
      return only.unique
    }
    guard !channels.isEmpty else {
      throw CommandFailure(
        "\(app.key) has no channels", hint: "\(suggested("channel", "add", "NAME", app: app)) makes one",
        exitCode: CommandFailure.noInput)
    }
    return channels.map(\.name)
  }

  /// Why a release that something is to point to is none.
  func noFullRelease(of version: Version, for architecture: Architecture?) throws(RepositoryError) -> CommandFailure {
    let deltas = try repository.releases(of: app).filter {
      $0.version == version.text && (architecture == nil || $0.architecture == architecture)
    }
    guard !deltas.isEmpty else {
      let others = try architectures(of: version)
      return .noSuchRelease(
        app, version, architecture, nearest: others.isEmpty ? try knownVersions().nearest(to: version) : nil,
        others: others)
    }
    return CommandFailure(
      "there is no full release \(version)\(architecture.map { " for \($0)" } ?? "") of \(app.key), only a delta",
      hint: "add the full payload first", exitCode: CommandFailure.noInput)
  }
}
