internal import Catalog
internal import CatalogEditing
internal import Console
internal import FoundationEssentials
internal import Omaha

/// What `group add` and `group set` do to a group.
struct GroupEditing {
  let name: String
  let options: GroupOptions

  /// - Parameter rollout: What it begins with; nil for none, or for that of a group that is there already.
  func add(to editor: inout AppEditor, rollout: Rollout?) throws -> EditReport {
    let changes = try changes(for: editor)
    do {
      let isNew = try editor.addGroup(name, changes, at: options.position)
      if let rollout, try editor.setRollout(rollout, of: name), !isNew {
        throw another(in: editor, changedBy: ["rollout", "set", "--group", name] + rollout.options)
      }
      var report = report("group \(name.escaped) is there", isChanged: isNew, of: editor)
      if !isNew, let group = editor.group(named: name) { report.note(unnamed(in: group, changes, rollout)) }
      return report
    } catch let error as RepositoryError
      where error.operation == .create && error.path == editor.repository.appPath(editor.app)
    {
      throw another(in: editor, changedBy: ["group", "set", name] + options.words)
    }
  }

  /// What a group that is there already has and the command does not name; nil when that is nothing.
  private func unnamed(in group: Group, _ changes: GroupChanges, _ rollout: Rollout?) -> String? {
    var attributes = group.attributes
    attributes[.minimumVersion] = group.selector.minimumVersion?.text
    attributes[.maximumVersion] = group.selector.maximumVersion?.text
    var parts = attributes.filter { changes.attributes[$0.key] == nil }.map { "\($0.rawValue) \($1.escaped)" }.sorted()
    if changes.machines == nil, let list = group.selector.machines?.file { parts.append("machines \(list.escaped)") }
    if changes.windows == nil, !group.schedule.windows.isEmpty { parts.append("windows") }
    if changes.blackouts == nil, !group.schedule.blackouts.isEmpty { parts.append("blackouts") }
    parts += group.pins.map { "a pin to \($0.version)" }.unique
    if rollout == nil, let own = group.rollout { parts.append("a rollout \(own.text)") }
    guard !parts.isEmpty else { return nil }
    return "group \(name.escaped) has besides what the command names: \(parts.joined(separator: ", "))"
  }

  private func another(in editor: AppEditor, changedBy command: [String]) -> CommandFailure {
    CommandFailure(
      "there is another group \(name.quoted) in \(editor.app.key)",
      hint: "\(suggested(command, app: editor.app)) changes it",
      exitCode: CommandFailure.cannotCreate)
  }

  func set(in editor: inout AppEditor) throws -> EditReport {
    try editor.require(group: name)
    let changes = try changes(for: editor)
    let before = editor.groups.first { $0.name == name }?.selector ?? Selector()
    let targets = editor.targets(ofGroup: name)
    let isChanged = try editor.changeGroup(name, changes, at: options.position)
    var report = report("group \(name.escaped) is set", isChanged: isChanged, of: editor)
    report.warn(ofOlder: targets, in: name, of: editor)
    let lost = options.emptySelectors.filter { $0.isIn(before) }.map(\.option)
    if !lost.isEmpty {
      report.warn("group \(name.escaped) is for more machines now: it has lost its \(lost.joined(separator: ", "))")
    }
    return report
  }

  private func report(_ line: String, isChanged: Bool, of editor: AppEditor) -> EditReport {
    var report = EditReport(editor.listLines)
    report.add(line, isChanged: isChanged)
    if isChanged { for misspelling in misspellings(in: editor) { report.warn(misspelling) } }
    for text in options.textsWithoutZone { report.note("\(text.quoted) names no time zone: it is in UTC") }
    return report
  }

  /// What machines tell of themselves and the group selects by, if it is probably misspelled: no machine would come, and all that were
  /// meant would go elsewhere.
  private func misspellings(in editor: AppEditor) -> [String] {
    let others = editor.groups.filter { $0.name != name }.map(\.selector)
    let tracks = editor.channels.map(\.name) + others.compactMap(\.track)
    let boards = others.compactMap(\.board)
    var misspellings: [String] = []
    if let track = options.track, !tracks.contains(track), WellKnownTrack.name(of: track) == nil,
      let meant = Spelling.misspelled(track, of: tracks)
        ?? Spelling.parts(ofList: track, among: tracks).first(where: tracks.contains)
    {
      misspellings.append(
        "neither a channel nor another group has the track \(track.quoted): did you mean \(meant.quoted)?")
    }
    if let board = options.board, !(boards + Self.flatcarBoards).contains(board),
      let meant = Self.flatcarBoards.first(where: {
        Spelling.distance(Array(board.lowercased().utf8), Array($0.utf8)) <= 2
      }) ?? Spelling.misspelled(board, of: boards)
    {
      misspellings.append("no other group has the board \(board.quoted): did you mean \(meant.quoted)?")
    }
    return misspellings
  }

  private static let flatcarBoards = ["amd64-usr", "arm64-usr"]

  /// The changes that were asked for, with the list of machines.
  private func changes(for editor: AppEditor) throws -> GroupChanges {
    if let channel = options.channel { try editor.require(channel: channel) }
    if let before = options.before { try editor.require(group: before) }
    var changes = options.changes
    changes.attributes = changes.attributes.written(try editor.knownVersions())
    if let path = options.machines { changes.machines = try machines(path, editor) }
    return changes
  }

  /// The list at a path, which is what a shell makes of it.
  private func machines(_ path: String, _ editor: AppEditor) throws -> GroupChanges.Machines {
    if path.isEmpty { return .everybody }
    guard path == "-" || FileManager.default.fileExists(atPath: path) else {
      let isBeside = try !path.contains("/") && editor.hasList(path)
      throw CommandFailure(
        "there is no list of machines \(path.quoted)",
        hint: isBeside
          ? "there is one beside app.xml; to use that, name it by its path" : "it is a file with one machine ID a line",
        exitCode: CommandFailure.noInput)
    }
    let file = try InputFile(path: path)
    var bytes: [UInt8] = []
    // What is too large is not read to its end.
    while bytes.count <= MachineList.maximumSize {
      let more = try file.read(atMost: 1 << 20)
      if more.isEmpty { break }
      bytes += more
    }
    return .listed(bytes, path: path)
  }
}
