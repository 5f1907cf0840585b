public import Catalog
internal import Omaha
internal import XML

extension AppEditor {
  /// A file that a person has changed and that would lose this by undoing changes; nil when there is none.
  ///
  /// - Parameter changes: The changes to undo, oldest first.
  /// - Returns: The file's name, the change before the person's, and the one after it; nil for none.
  public func changeByHand(
    since changes: some Sequence<Change>
  ) throws(RepositoryError) -> (file: String, after: Int, before: Int?)? {
    let directory = try Directory(path: repository.catalogPath).directory(app.key)
    var latest: [String: (number: Int, file: Change.File)] = [:]
    for change in changes {
      for file in change.files where !file.isRelease {
        if let (number, last) = latest[file.name], last.after != file.before {
          return (file.name, number, change.number)
        }
        latest[file.name] = (change.number, file)
      }
    }
    for (name, (number, file)) in latest.sorted(by: { $0.key < $1.key }) {
      let now =
        name == AppDefinition.fileName ? before : Self.kept(try? directory.read(name, limit: AppDefinition.maximumSize))
      // A list that was removed goes last: it may stay when a command is killed.
      guard now != file.after, file.after != nil || now != file.before else { continue }
      return (name, number, nil)
    }
    return nil
  }

  private static func kept(_ bytes: [UInt8]?) -> String? { Change.File(name: "", before: bytes, after: nil).before }

  /// Makes the app what it was before a change and all that came after it, the lists of machines too.
  ///
  /// - Parameter changes: The changes to undo, oldest first.
  public mutating func undo(_ changes: some Sequence<Change>) throws(RepositoryError) {
    let directory = try Directory(path: repository.catalogPath).directory(app.key)
    func says(_ name: String, _ text: String) -> Bool {
      (try? directory.read(name, limit: MachineList.maximumSize))?.elementsEqual(text.utf8) == true
    }
    var seen: Set<String> = []
    var new: [String] = []
    // A list that was added may have been changed in its place since.
    var latest: [String: String] = [:]
    for file in changes.flatMap(\.files) { latest[file.name] = file.after }
    for change in changes {
      if undone == nil { undone = change.number }
      // A release stays as it is: its payload is gone with it.
      for file in change.files where !file.isRelease && seen.insert(file.name).inserted {
        if file.name == AppDefinition.fileName {
          if let before = file.before { try edit { document in document.text = Array(before.utf8) } }
        } else if let before = file.before {
          if says(file.name, before) { continue }
          let bytes = Array(before.utf8)
          lists.append(PendingFile(name: file.name, bytes: bytes))
          note(
            MachineList(file: "", text: bytes) { _, _ in }, named: file.name, from: .history,
            before: try? directory.read(file.name, limit: MachineList.maximumSize))
        } else if let after = latest[file.name], says(file.name, after) {
          new.append(file.name)
        }
      }
    }
    // A list that came with the changes goes with them.
    for name in new where !groups.contains(where: { $0.selector.machines?.file == name }) { removedLists.append(name) }
  }
}
