internal import Catalog
internal import CatalogEditing
internal import Console
internal import Omaha

/// Takes changes of an app back, and says which.
struct Undoing {
  /// The oldest one; nil for the last one alone.
  let number: Int?

  func run(in editor: inout AppEditor) throws -> EditReport {
    let app = editor.app
    let history = try ChangeHistory(of: app, in: editor.repository)
    let changes = history.changes
    guard let last = history.last else {
      throw CommandFailure(
        "no change of \(app.key) is known", hint: "changes made by hand cannot be taken back",
        exitCode: CommandFailure.noInput)
    }
    if number == nil || number == last.number, last.isRemoval {
      throw CommandFailure(
        "change \(last.number) of \(app.key) removed a release and its payload, for good",
        hint:
          "\(suggested("add", "FILE", "--version", "VERSION", app: app)) publishes it again; \(suggested("undo", "NUMBER", app: app)) takes back an earlier change",
        exitCode: CommandFailure.checkFailed)
    }
    // The same command again is no other change.
    if let undone = last.undoes, number == nil || number == undone {
      var report: EditReport = ["change \(undone) of \(app.key) is undone already"]
      let before = Self.effective(changes.filter { $0.number < undone })
      if let earlier = before.first(where: { !$0.isRemoval }),
        try refusal(of: changes.filter { $0.number >= earlier.number }, from: earlier.number, in: editor) == nil
      {
        report.note("\(suggested("undo", "\(earlier.number)", app: app)) takes back the change before it too")
      }
      return report
    }
    let oldest = number ?? last.number
    let undone = changes.filter { $0.number >= oldest }
    guard let first = undone.first, first.number == oldest else {
      throw CommandFailure(
        "there is no change \(oldest) of \(app.key)", hint: "\(suggested("history", app: app)) shows which there are",
        exitCode: CommandFailure.noInput)
    }
    if let refusal = try refusal(of: undone, from: oldest, in: editor) { throw refusal }
    try editor.undo(undone)
    let removals = undone.filter(\.isRemoval).map { "\($0.number)" }
    guard editor.isChanged else { return ["change \(oldest) of \(app.key) is undone already"] }
    var report = EditReport(
      Self.effective(undone).filter { !$0.isRemoval }.map {
        "change \($0.number) of \(app.key) is undone now: \($0.command)"
      })
    report.lines += editor.listLines
    if !removals.isEmpty { report.note("releases that were removed stay so (\(removals.joined(separator: ", ")))") }
    return report
  }

  /// Why changes are not taken back, the oldest of them and all after it; nil when they may be.
  private func refusal(of changes: [Change], from oldest: Int, in editor: AppEditor) throws -> CommandFailure? {
    let app = editor.app
    guard changes.allSatisfy({ $0.app.map { $0.before != nil } ?? true }) else {
      return CommandFailure(
        "change \(oldest) of \(app.key) is too large to be taken back", exitCode: CommandFailure.checkFailed)
    }
    guard let (file, after, before) = try editor.changeByHand(since: changes) else { return nil }
    let later = before.map { "; \(suggested("undo", "\($0)", app: app)) takes back only what came after it" } ?? ""
    return CommandFailure(
      "\(file) of \(app.key) was changed by hand \(before.map { "between the changes \(after) and \($0)" } ?? "after change \(after)")",
      hint: "an undo would take that back too: edit \(file), or make the change by a command\(later)",
      exitCode: CommandFailure.checkFailed)
  }

  /// The changes that are in force, newest first: without those that others undid, and the others.
  private static func effective(_ changes: [Change]) -> [Change] {
    var effective: [Change] = []
    var rest = changes[...]
    while let change = rest.popLast() {
      if let undone = change.undoes, rest.contains(where: { $0.number == undone }) {
        rest = rest.prefix { $0.number < undone }
      } else {
        effective.append(change)
      }
    }
    return effective
  }
}
