public import Catalog
internal import Omaha

extension AppEditor {
  /// Makes the app what another repository says of it. Lists of machines that are not among these stay.
  ///
  /// - Parameters:
  ///   - text: The whole of `app.xml`.
  ///   - newLists: Lists of machines by the names of their files.
  /// - Throws: everything that is wrong in the text.
  public mutating func replace(
    with text: [UInt8], lists newLists: [(name: String, bytes: [UInt8])]
  ) throws(RepositoryError) {
    let directory = try repository.directory(of: app)
    for list in newLists {
      let old = try? directory.read(list.name, limit: MachineList.maximumSize)
      if old == list.bytes { continue }
      lists.append(PendingFile(name: list.name, bytes: list.bytes))
      note(MachineList(file: "", text: list.bytes) { _, _ in }, named: list.name, from: .bundle, before: old)
    }
    try edit { $0.text = text }
  }
}
