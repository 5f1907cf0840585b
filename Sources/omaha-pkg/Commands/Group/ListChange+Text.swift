internal import Catalog
internal import CatalogEditing

extension ListChange {
  /// The machines that come and go: `+12 −3 machines`.
  var difference: String { "+\(added) −\(removed) machines" }

  /// What would be done with it.
  var forecast: String {
    switch source {
    case .file(let path):
      let given = path.split(separator: "/").last.map(String.init) ?? path
      return "would copy \(given.escaped) \(place(of: path))"
    case .history: return "would bring \(name) beside app.xml back: \(difference)"
    case .bundle: return "would make \(name) beside app.xml that of the bundle: \(difference)"
    }
  }

  /// What was done with it.
  fileprivate var line: String {
    switch source {
    case .file(let path): "copied \(path.escaped) \(place(of: path))"
    case .history: "\(name) beside app.xml is what it was: \(difference)"
    case .bundle: "\(name) beside app.xml is that of the bundle now: \(difference)"
    }
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
