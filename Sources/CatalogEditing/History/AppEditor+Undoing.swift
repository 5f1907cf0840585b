public import Catalog
internal import Omaha
internal import XML

extension AppEditor {
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
          if !says(file.name, before) { lists.append(PendingFile(name: file.name, bytes: Array(before.utf8))) }
        } else if let after = latest[file.name], says(file.name, after) {
          new.append(file.name)
        }
      }
    }
    // A list that came with the changes goes with them.
    for name in new where !groups.contains(where: { $0.selector.machines?.file == name }) { removedLists.append(name) }
  }
}
