public import Catalog
internal import Omaha
internal import XML

extension AppEditor {
  /// Makes the app what it was before a change and all that came after it, the lists of machines too.
  ///
  /// - Parameter changes: The changes to undo, oldest first.
  public mutating func undo(_ changes: some Sequence<Change>) throws(RepositoryError) {
    let directory = try Directory(path: repository.catalogPath).directory(app.key)
    var seen: Set<String> = []
    for change in changes {
      if undone == nil { undone = change.number }
      for file in change.files where seen.insert(file.name).inserted {
        guard let before = file.before else { continue }
        if file.name == AppDefinition.fileName {
          try edit { document in document.text = Array(before.utf8) }
        } else if (try? directory.read(file.name, limit: MachineList.maximumSize))?.elementsEqual(before.utf8) != true {
          lists.append(PendingFile(name: file.name, bytes: Array(before.utf8)))
        }
      }
    }
  }
}
