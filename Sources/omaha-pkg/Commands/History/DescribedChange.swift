internal import Catalog
internal import CatalogEditing
internal import Omaha

/// A change of an app, as `history` prints it.
struct DescribedChange: Encodable {
  let app: String
  let number: Int
  let time: String
  let user: String
  let command: String
  /// The change that it undid.
  let undoes: Int?
  /// What it did to `app.xml`, in the form that `patch` takes.
  let diff: String
  /// The lists of machines that it changed.
  let lists: [List]
  /// The files of the releases that it removed.
  let removedFiles: [String]

  struct List: Encodable {
    let file: String
    let machinesAdded: Int
    let machinesRemoved: Int

    init(file: String, from before: String?, to after: String?) {
      let before = Self.machines(before)
      let after = Self.machines(after)
      self.file = file
      machinesAdded = after.count(without: before)
      machinesRemoved = before.count(without: after)
    }

    private static func machines(_ text: String?) -> MachineList {
      MachineList(file: "", text: Array((text ?? "").utf8)) { _, _ in }
    }
  }

  init(_ change: Change, of app: ApplicationID) {
    self.app = app.key
    number = change.number
    time = change.time
    user = change.user
    command = change.command
    undoes = change.undoes
    diff = change.app.map { UnifiedDiff(name: $0.name, from: $0.before ?? "", to: $0.after ?? "").text } ?? ""
    removedFiles = change.files.filter(\.isRelease).map(\.name)
    let files = change.files.filter { $0.name != change.app?.name && !$0.isRelease }
    // A list that takes the place of another one is that list, changed.
    var gone = files.filter { $0.before != nil && $0.after == nil }
    var lists: [List] = []
    for file in files where file.before == nil || file.after != nil {
      let replaced = file.before == nil && !gone.isEmpty ? gone.removeFirst().before : nil
      lists.append(List(file: file.name, from: file.before ?? replaced, to: file.after))
    }
    self.lists = lists + gone.map { List(file: $0.name, from: $0.before, to: nil) }
  }

  /// `7  2026-11-29T22:17:00Z  kim  promote 1.3.1 --channel stable`, then the lines that it removed and added.
  var text: String {
    var lines = ["\(number)  \(time)  \(user)  omaha-pkg \(command)".escaped]
    for line in diff.split(separator: "\n") where line.first == "-" || line.first == "+" {
      if !line.hasPrefix("---"), !line.hasPrefix("+++") { lines.append("  \(String(line).escaped)") }
    }
    lines += lists.map { "  \($0.file): +\($0.machinesAdded) −\($0.machinesRemoved) machines".escaped }
    lines += removedFiles.map { "  removed \($0)".escaped }
    return lines.joined(separator: "\n") + "\n"
  }
}
