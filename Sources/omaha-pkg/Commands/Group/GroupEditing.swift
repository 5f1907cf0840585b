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
    let (changes, copied) = try changes(for: &editor)
    do {
      let isNew = try editor.addGroup(name, changes, at: options.position)
      if let rollout, try editor.setRollout(rollout, of: name), !isNew { throw another(in: editor) }
      var report = EditReport(copied)
      report.add("group \(name.escaped) is there", isChanged: isNew)
      return report
    } catch let error as RepositoryError where error.operation == .create {
      throw another(in: editor)
    }
  }

  private func another(in editor: AppEditor) -> CommandFailure {
    CommandFailure(
      "there is another group \(name.quoted) in \(editor.app.key)",
      hint: "`omaha-pkg group set` changes it, and `omaha-pkg rollout set` its rollout",
      exitCode: CommandFailure.cannotCreate)
  }

  func set(in editor: inout AppEditor) throws -> EditReport {
    try editor.require(group: name)
    let (changes, copied) = try changes(for: &editor)
    let isChanged = try editor.changeGroup(name, changes, at: options.position)
    var report = EditReport(copied)
    report.add("group \(name.escaped) is set", isChanged: isChanged)
    return report
  }

  /// The changes that were asked for, with the list of machines in the editor.
  private func changes(for editor: inout AppEditor) throws -> (GroupChanges, copied: [String]) {
    if let channel = options.channel { try editor.require(channel: channel) }
    if let before = options.before { try editor.require(group: before) }
    var changes = options.changes
    guard let list = options.machines else { return (changes, []) }
    let (name, copied) = try takeList(list, into: &editor)
    changes.machines = name
    return (changes, copied)
  }

  /// The name of a list beside `app.xml`; one that is elsewhere is taken along.
  private func takeList(_ path: String, into editor: inout AppEditor) throws -> (name: String, copied: [String]) {
    if path.isEmpty { return ("", []) }
    if !path.contains("/"), try editor.hasList(path) { return (path, []) }
    let name = String(path.split(separator: "/").last ?? "")
    if let fault = MachineList.fault(inFileName: name) {
      throw CommandFailure("the list's name \(name.quoted) \(fault)", exitCode: CommandFailure.usage)
    }
    guard FileManager.default.fileExists(atPath: path) else {
      throw CommandFailure(
        "there is no list of machines \(path.quoted)", hint: "it is a file with one machine ID a line",
        exitCode: CommandFailure.noInput)
    }
    guard let data = FileManager.default.contents(atPath: path) else {
      throw CommandFailure("cannot read \(path.escaped)", exitCode: CommandFailure.inputOutput)
    }
    let isNew = try editor.add(listNamed: name, Array(data))
    return (name, isNew ? ["copied \(path.escaped) beside app.xml"] : [])
  }
}
