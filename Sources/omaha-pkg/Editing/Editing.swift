internal import Catalog
internal import CatalogEditing
internal import Console
internal import Omaha

/// One change of an app's intent: made in memory, tried as a server would load it, then written at once or only shown.
struct Editing {
  let repository: Repository
  let app: ApplicationID
  /// Nil to show what would change.
  let writer: RepositoryWriter?
  let output: ChangeReport

  /// Makes a change.
  ///
  /// - Parameter change: Edits, and says what it did.
  func run(_ change: (inout AppEditor) throws -> EditReport) throws {
    var editor = try read()
    do {
      let before = editor
      var report = try change(&editor)
      let now = Timestamp.now
      for note in try editor.notes(resumedSince: before, isDry: writer == nil, at: now) { report.note(note) }
      for finding in try editor.findings(since: before, at: now) { report.warn(finding) }
      guard let writer else {
        try editor.validate()
        show(editor)
        return try tell(report.remarks)
      }
      try writer.save(editor)
      for line in report.lines { output.say(line, isChange: editor.isChanged) }
      try tell(report.remarks)
    } catch let error as RepositoryError {
      throw Self.failure(error)
    }
  }

  private func tell(_ remarks: [EditReport.Remark]) throws {
    guard !remarks.isEmpty else { return }
    // What was done comes first, also in one terminal.
    try StandardOutput.flush()
    for remark in remarks {
      switch remark {
      case .warning(let text): StandardError.warn(text)
      case .note(let text): StandardError.note(text)
      }
    }
  }

  private func read() throws -> AppEditor {
    do throws(RepositoryError) {
      return try AppEditor(repository, app)
    } catch {
      if error.isMissing { throw CommandFailure.noSuchApp(app) }
      throw error
    }
  }

  private static func failure(_ error: RepositoryError) -> any Error {
    guard case .invalid(let errors) = error.reason else { return error }
    return CommandFailure(
      "nothing was changed, because the catalog would not be valid\n\(errors)", exitCode: CommandFailure.badCatalog)
  }

  private func show(_ editor: AppEditor) {
    for change in editor.listChanges { output.foretell(change.forecast) }
    for name in editor.removedLists { output.foretell("would remove \(name) beside app.xml") }
    let diff = UnifiedDiff(name: "app.xml", from: editor.before, to: editor.after).text
    output.show(diff, isChange: editor.isChanged)
  }
}
