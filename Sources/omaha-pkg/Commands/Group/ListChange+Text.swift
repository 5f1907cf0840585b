internal import Catalog
internal import CatalogEditing

extension ListChange {
  /// The machines that come and go: `+12 −3 machines`.
  var difference: String { "+\(added) −\(removed) machines" }

  /// Under which name the list is kept, when that is not the one that it has.
  fileprivate var otherName: String {
    path.split(separator: "/").last.map(String.init) == name ? "" : " as \(name)"
  }

  /// What would be done with it.
  var forecast: String {
    let given = path.split(separator: "/").last.map(String.init) ?? path
    return "would copy \(given.escaped) beside app.xml\(otherName): \(difference)"
  }
}

extension AppEditor {
  /// What was done with lists of machines.
  var listLines: [String] {
    if listChanges.isEmpty { return removedLists.map { "removed \($0) beside app.xml" } }
    return listChanges.map {
      "copied \($0.path.escaped) beside app.xml\($0.otherName)\($0.isReplaced ? ": \($0.difference)" : "")"
    }
  }
}
