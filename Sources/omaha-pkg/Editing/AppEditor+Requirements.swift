internal import Catalog
internal import CatalogEditing
internal import Console
internal import Omaha
internal import Posix

// What a command needs of an app before it changes it.
extension AppEditor {
  /// Throws unless there is a group of that name.
  func require(group name: String) throws(CommandFailure) {
    if group(named: name) == nil { throw .noSuchGroup(name, self) }
  }

  /// Whether there is a group that something may be taken from. One that is not there has nothing, which the report says.
  ///
  /// - Throws: for the name of a channel, which is no group's.
  func has(group name: String, toRemoveFrom report: inout EditReport) throws(CommandFailure) -> Bool {
    if group(named: name) != nil { return true }
    if channel(named: name) != nil { throw .noSuchGroup(name, self) }
    report.addNothing(toRemoveFrom: "group", name, of: app, groups.map(\.name))
    return false
  }

  /// Throws unless there is a channel of that name.
  func require(channel name: String) throws(CommandFailure) {
    if channel(named: name) == nil { throw .noSuchChannel(name, app, channels.map(\.name)) }
  }

  /// Throws when the name of a channel that is to be added is probably a mistake.
  func requireMeant(newChannel name: String) throws(CommandFailure) {
    try Self.requireMeant(newChannel: name, among: channels.map(\.name)) { parts in
      let commands = parts.map { suggested("channel", "add", $0, app: app) }
      return "every channel is added by itself: \(commands.listed())"
    }
  }

  /// The same of a channel that is made because something is to point to it.
  ///
  /// - Parameters:
  ///   - names: The channels that there are.
  ///   - advice: What to type where several channels are meant, by their names.
  static func requireMeant(
    newChannel name: String, among names: [String],
    _ advice: ([String]) -> String = { parts in
      "several channels are named by several --channel: `\(Invocation.shellText(parts.flatMap { ["--channel", $0] }))`"
    }
  ) throws(CommandFailure) {
    if let other = Spelling.misspelled(name, of: names) { throw .misspelled("channel", name, of: other) }
    let parts = Spelling.parts(ofList: name, among: names)
    guard !parts.isEmpty else { return }
    throw CommandFailure(
      "there is no channel \(name.quoted)",
      hint: "\(advice(parts)); with --create a channel of this very name is made", exitCode: CommandFailure.noInput)
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
