internal import Catalog
internal import CatalogEditing
internal import Console
internal import Omaha

/// Finds out whether a promotion is a mistake, before anything is changed.
struct PromotionCheck {
  /// As its release writes it.
  let version: Version
  let architectures: [Architecture]
  let options: PromotionOptions

  /// Throws unless channels are to be pointed to the release.
  ///
  /// - Parameter editor: The app as it is; nil when there is none yet.
  func check(channels names: [String], of app: ApplicationID, in editor: AppEditor?) throws(CommandFailure) {
    var known = editor?.channels.map(\.name) ?? []
    for name in names {
      try check(channel: name, among: known, of: app, in: editor)
      // The next one may be the same, misspelled.
      known.append(name)
    }
  }

  private func check(
    channel name: String, among known: [String], of app: ApplicationID, in editor: AppEditor?
  ) throws(CommandFailure) {
    guard let editor, let channel = editor.channel(named: name) else {
      if !options.create { try AppEditor.requireMeant(newChannel: name, among: known) }
      return try check(current: nil, of: app, "channel \(name.quoted) is new")
    }
    for architecture in architectures { try check(architecture, of: channel, in: editor) }
  }

  private func check(_ architecture: Architecture, of channel: Channel, in editor: AppEditor) throws(CommandFailure) {
    let current = channel.target(for: architecture)
    if current?.version.text == version.text { return }
    let now = current.map { "points to \($0.version) for \(architecture)" } ?? "points to nothing for \(architecture)"
    try check(
      current: current?.version, of: editor.app, "channel \(channel.name.quoted) of \(editor.app.key) \(now)")
    if options.backwards { return }
    try Self.checkForwards(to: version, for: architecture, of: channel, in: editor)
  }

  /// Throws when a channel would be pointed to an older version, or to a blocked one.
  ///
  /// - Parameter channel: The channel as it is.
  static func checkForwards(
    to version: Version, for architecture: Architecture, of channel: Channel, in editor: AppEditor
  ) throws(CommandFailure) {
    let current = channel.target(for: architecture)
    if current?.version.text == version.text { return }
    let place = "channel \(channel.name.quoted) of \(editor.app.key)"
    if let current, current.version > version {
      let change = try? editor.lastChange(from: version, channel: channel.name, architecture)
      let undoing = change.map {
        "; \(suggested("undo", "\($0.number)", app: editor.app)) takes back the last change, and a rollout goes on where it was"
      }
      throw CommandFailure(
        "\(place) points to \(current.version) for \(architecture), which is newer than \(version)",
        hint: "with --backwards it is done" + (undoing ?? ""), exitCode: CommandFailure.checkFailed)
    }
    if let block = editor.block(of: version, for: architecture, in: channel) {
      throw CommandFailure(
        "\(place) blocks \(block.text)", hint: "\(block.remedy); with --backwards it is done",
        exitCode: CommandFailure.checkFailed)
    }
  }

  private func check(current: Version?, of app: ApplicationID, _ state: String) throws(CommandFailure) {
    guard let expected = options.expectCurrent, expected.version != current else { return }
    throw CommandFailure(
      "\(state), but --expect-current is \(expected.text)",
      hint: "look at what has changed: \(suggested("history", app: app))",
      exitCode: CommandFailure.checkFailed)
  }
}

extension AppEditor {
  /// What a channel blocks that it is to point to, and how that ends; nil when it blocks nothing of it.
  func block(
    of version: Version, for architecture: Architecture, in channel: Channel
  ) -> (text: String, remedy: String)? {
    guard let block = channel.block(of: version, for: architecture) else { return nil }
    let only = block.architecture.map { ["--arch", $0.rawValue] } ?? []
    let unblock = suggested(["block", "remove", version.text, "--channel", channel.name] + only, app: app)
    let place = block.architecture.map { " for \($0)" } ?? ""
    return ("\(version)\(place)\(block.reason.map { " (\($0.escaped))" } ?? "")", "\(unblock) unblocks it")
  }
}
