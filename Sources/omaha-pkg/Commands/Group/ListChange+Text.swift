internal import Catalog
internal import CatalogEditing

extension ListChange {
  /// The machines that come and go: `+12 −3 machines`.
  var difference: String { "+\(added) −\(removed) machines" }

  /// What would be done with it.
  var forecast: String {
    guard let path else { return "would bring \(name) beside app.xml back: \(difference)" }
    let given = path.split(separator: "/").last.map(String.init) ?? path
    return "would copy \(given.escaped) \(place(of: path))"
  }

  /// What was done with it.
  fileprivate var line: String {
    path.map { "copied \($0.escaped) \(place(of: $0))" } ?? "\(name) beside app.xml is what it was: \(difference)"
  }

  /// Where a file is copied to, under which name, when that is not the one that it has, and what this changes.
  private func place(of path: String) -> String {
    let isName = path.split(separator: "/").last.map(String.init) == name
    return "beside app.xml\(isName ? "" : " as \(name)"): \(difference)"
  }
}

extension AppEditor {
  /// What was done with lists of machines.
  var listLines: [String] {
    if listChanges.isEmpty { return removedLists.map { "removed \($0) beside app.xml" } }
    return listChanges.map(\.line)
  }
}
