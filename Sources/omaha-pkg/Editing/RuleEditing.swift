internal import Catalog
internal import CatalogEditing
internal import Console
internal import Omaha

/// What `floor` and `block` do to an app: both are a version, for one architecture or all, in some channels or all.
struct RuleEditing {
  enum Rule: String {
    case floor, block

    var noun: String { rawValue }
  }

  let rule: Rule
  let version: Version
  let options: RuleOptions

  /// Adds the rule where it is not there yet; gives it the reason where it is.
  func add(reason: String?, to editor: inout AppEditor) throws -> EditReport {
    let versions = try editor.knownVersions()
    // Of a floor one release is offered; a block is one of every build.
    let version = rule == .floor ? try versions.written(version) : versions.writtenForAll(version)
    let channels = try editor.channelNames(options.channel)
    if rule == .floor { try requireRelease(of: version, in: channels, of: editor) }
    let isNew = channels.contains { !isThere(version, in: $0, of: editor) }
    var report = try set(version, reason, in: channels, of: &editor)
    guard isNew else { return report }
    switch rule {
    case .floor: report.warn(versions.consequence(of: version, "count as the floor", "counts as the floor"))
    case .block: report.warn(versions.consequence(of: version, "are blocked", "is blocked"))
    }
    report.warn(versions.missing(version))
    if options.channel.isEmpty { report.noteLaterChannels(without: noun) }
    return report
  }

  /// Throws when a target lies above a floor that there is no release of: its machines could go no further.
  private func requireRelease(of version: Version, in channels: [String], of editor: AppEditor) throws {
    let existing = try editor.architectures(of: version)
    if existing.contains(.all) { return }
    for target in channels.flatMap({ editor.channel(named: $0)?.targets ?? [] }) where target.version > version {
      let architecture = target.architecture == .all ? options.architecture : target.architecture
      guard options.architecture == nil || options.architecture == architecture else { continue }
      if existing.isEmpty || architecture.map({ !existing.contains($0) }) ?? false {
        let failure = try editor.noFullRelease(of: version, for: existing.isEmpty ? nil : architecture)
        throw CommandFailure(failure.message, hint: failure.hint, exitCode: CommandFailure.badCatalog)
      }
    }
  }

  /// Gives the rule another reason, in the channels that have it.
  func set(reason: String, in editor: inout AppEditor) throws -> EditReport {
    let version = try editor.knownVersions().writtenForAll(version)
    let names = try editor.channelNames(options.channel)
    let having = names.filter { isThere(version, in: $0, of: editor) }
    guard having == names || options.channel.isEmpty && !having.isEmpty else {
      throw noSuchRule(version, in: names.filter { !having.contains($0) }, reason, of: editor)
    }
    var report: EditReport = []
    for channel in having {
      let isChanged = try set(version, reason, in: channel, of: &editor)
      report.add("\(options.location(channel)): \(reasonState(version))", isChanged: isChanged)
    }
    return report
  }

  private func reasonState(_ version: Version) -> String { "the reason of \(noun) \(version) is set" }

  /// - Parameter lacking: The channels that are meant and do not have the rule.
  private func noSuchRule(
    _ version: Version, in lacking: [String], _ reason: String, of editor: AppEditor
  ) -> CommandFailure {
    // Where all channels were meant, the one that has it for others is worth naming.
    let others = lacking.map { name in
      (name, editor.channel(named: name).map { architectures(of: version, in: $0) } ?? [])
    }
    let known = others.first { !$0.1.isEmpty }
    let channel = known?.0 ?? (options.channel.isEmpty ? nil : lacking.first)
    var text = "there is no \(noun) \(version)"
    if known != nil { text += " for \(options.architecture?.rawValue ?? "every architecture")" }
    if let channel { text += " in channel \(channel.quoted)" }
    text += " of \(editor.app.key)"
    var hints: [String] = []
    if let (name, architectures) = known {
      text += ", only for \(architectures.map { $0?.rawValue ?? "every architecture" }.joined(separator: ", "))"
      let set = words("set", version, in: [name], architectures[0]) + ["--reason", reason]
      hints.append("\(suggested(set, app: editor.app)) changes that")
    }
    let why = reason.isEmpty ? [] : ["--reason", reason]
    let add = words("add", version, in: options.channel.isEmpty ? [] : lacking, options.architecture) + why
    hints.append("\(suggested(add, app: editor.app)) makes one")
    hints.append("\(suggested(noun, "list", app: editor.app)) shows what there is")
    return CommandFailure(text, hint: hints.joined(separator: "; "), exitCode: CommandFailure.noInput)
  }

  /// The words of a command that does something to the rule.
  private func words(
    _ verb: String, _ version: Version, in channels: [String], _ architecture: Architecture?
  ) -> [String] {
    [noun, verb, version.text] + channels.flatMap { ["--channel", $0] }
      + (architecture.map { ["--arch", $0.rawValue] } ?? [])
  }

  private func set(
    _ version: Version, _ reason: String?, in channel: String, of editor: inout AppEditor
  ) throws(RepositoryError) -> Bool {
    switch rule {
    case .floor: try editor.setFloor(version, for: options.architecture, reason: reason, channel: channel)
    case .block: try editor.setBlock(version, for: options.architecture, reason: reason, channel: channel)
    }
  }

  private func set(
    _ version: Version, _ reason: String?, in channels: [String], of editor: inout AppEditor
  ) throws -> EditReport {
    var report: EditReport = []
    for channel in channels {
      let wasThere = isThere(version, in: channel, of: editor)
      let isChanged = try set(version, reason, in: channel, of: &editor)
      let state = wasThere && isChanged ? reasonState(version) : "\(version) is \(state)"
      report.add("\(options.location(channel)): \(state)", isChanged: isChanged)
    }
    return report
  }

  /// Removes the rule.
  func remove(from editor: inout AppEditor) throws -> EditReport {
    let versions = try editor.knownVersions()
    let version = versions.writtenForAll(version)
    var report: EditReport = []
    let known = editor.channels.map(\.name)
    for name in options.channel.unique where !known.contains(name) {
      report.addNothing(toRemoveFrom: "channel", name, of: editor.app, known)
    }
    if known.isEmpty, options.channel.isEmpty {
      report.lines = ["\(editor.app.key) has no channels: nothing to remove"]
    }
    for channel in options.channel.isEmpty ? known : options.channel.unique.filter(known.contains) {
      let isChanged =
        switch rule {
        case .floor: try editor.removeFloor(version, for: options.architecture, channel: channel)
        case .block: try editor.removeBlock(version, for: options.architecture, channel: channel)
        }
      try requireGone(version, from: channel, of: editor)
      let state =
        switch rule {
        case .floor: isChanged ? "\(version) is not a floor" : "floor \(version) is removed"
        case .block: "\(version) is \(isChanged ? "not blocked" : "unblocked")"
        }
      report.add("\(options.location(channel)): \(state)", isChanged: isChanged)
    }
    if rule == .block, editor.isChanged {
      report.warn(versions.consequence(of: version, "are unblocked", "is unblocked"))
    }
    return report
  }

  /// Throws when a rule for every architecture still holds for the one that it was to be removed for.
  private func requireGone(_ version: Version, from name: String, of editor: AppEditor) throws(CommandFailure) {
    guard let architecture = options.architecture, let channel = editor.channel(named: name) else { return }
    switch rule {
    case .floor:
      guard channel.floors.contains(where: { $0.version == version && $0.architecture == nil }) else { return }
      throw CommandFailure(
        "\(version) is a floor of channel \(name.quoted) for every architecture, also for \(architecture)",
        hint: "remove it without --arch, then add it for the others", exitCode: CommandFailure.checkFailed)
    case .block:
      guard channel.block(of: version, for: architecture) != nil else { return }
      throw CommandFailure(
        "channel \(name.quoted) blocks \(version) for every architecture",
        hint: "remove the block without --arch, then add it for the others", exitCode: CommandFailure.checkFailed)
    }
  }

  /// Whether a channel has the rule, for the very architecture or for all.
  private func isThere(_ version: Version, in name: String, of editor: AppEditor) -> Bool {
    editor.channel(named: name).map { architectures(of: version, in: $0).contains(options.architecture) } ?? false
  }

  /// The architectures that a channel has the rule for; nil is all.
  private func architectures(of version: Version, in channel: Channel) -> [Architecture?] {
    let rules =
      switch rule {
      case .floor: channel.floors.map { ($0.version, $0.architecture) }
      case .block: channel.blocks.map { ($0.version, $0.architecture) }
      }
    return rules.filter { $0.0 == version }.map { $0.1 }
  }

  /// `1.0 is …`
  private var state: String { rule == .floor ? "a floor" : "blocked" }

  private var noun: String { rule.noun }
}
