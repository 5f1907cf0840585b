internal import Catalog
internal import Omaha

/// One change of an app's intent: made in memory, tried as a server would load it, then written at once or only shown.
struct Editing {
  let repository: Repository
  let app: ApplicationID
  /// Nil to show what would change.
  let writer: RepositoryWriter?

  /// Makes a change.
  ///
  /// - Parameter change: Edits, and says what it did.
  func run(_ change: (inout AppEditor) throws -> EditReport) throws {
    var editor = try read()
    do {
      let report = try change(&editor)
      guard let writer else {
        try editor.validate()
        show(editor)
        return try tell(report.remarks)
      }
      try writer.save(editor)
      for line in report.lines { print(line) }
      try tell(report.remarks)
    } catch let error as RepositoryError {
      throw Self.failure(error)
    }
  }

  private func tell(_ remarks: [String]) throws {
    guard !remarks.isEmpty else { return }
    // What was done comes first, also in one terminal.
    try StandardOutput.flush()
    for remark in remarks { StandardError.print(remark.escaped) }
  }

  private func read() throws -> AppEditor {
    do throws(RepositoryError) {
      return try AppEditor(repository, app)
    } catch {
      if error.isMissing { throw CommandFailure.noSuchApp(app) }
      throw error
    }
  }

  private static func failure(_ error: RepositoryError) -> any Error {
    guard case .invalid(let errors) = error.reason else { return error }
    return CommandFailure(
      "nothing was changed, because the catalog would not be valid\n\(errors)", exitCode: CommandFailure.badCatalog)
  }

  private func show(_ editor: AppEditor) {
    for name in editor.listNames {
      StandardError.print("omaha-pkg: would copy \(name) beside app.xml")
    }
    let diff = UnifiedDiff(name: "app.xml", from: editor.before, to: editor.after).text
    if !editor.isChanged { StandardError.print("no change") }
    print(diff, terminator: "")
  }
}

extension CommandFailure {
  static func noSuchChannel(_ name: String, _ app: ApplicationID) -> CommandFailure {
    CommandFailure(
      "there is no channel \(name.quoted) in \(app.key)",
      hint: "`omaha-pkg channel list --app \(app.key)` shows what there is", exitCode: CommandFailure.noInput)
  }

  /// A name that is only a channel's own group has none of a group's settings.
  static func noSuchGroup(_ name: String, _ editor: AppEditor) -> CommandFailure {
    let isChannel = editor.channel(named: name) != nil
    return CommandFailure(
      "there is no group \(name.quoted) in \(editor.app.key)" + (isChannel ? ", only a channel of that name" : ""),
      hint: isChannel
        ? "`omaha-pkg group add \(name) --app \(editor.app.key) --channel \(name) --track \(name)` makes one of its machines"
        : "`omaha-pkg group list --app \(editor.app.key)` shows what there is",
      exitCode: CommandFailure.noInput)
  }
}

extension AppEditor {
  /// Throws unless there is a group of that name.
  func require(group name: String) throws(CommandFailure) {
    if group(named: name) == nil { throw .noSuchGroup(name, self) }
  }

  /// Throws unless there is a channel of that name.
  func require(channel name: String) throws(CommandFailure) {
    if channel(named: name) == nil { throw .noSuchChannel(name, app) }
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
        "\(app.key) has no channels", hint: "`omaha-pkg channel add` makes one", exitCode: CommandFailure.noInput)
    }
    return channels.map(\.name)
  }
}
