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
    let before = try read()
    do {
      let (editor, report) = try attempt(change, of: before)
      guard let writer else {
        try editor.validate()
        output.show(editor)
        return try tell(report.remarks)
      }
      try writer.save(editor)
      for line in report.lines { output.say(line, isChange: editor.isChanged) }
      try tell(report.remarks)
    } catch let error as RepositoryError {
      // A release that the command has added stays.
      throw Self.failure(error, isAll: writer == nil || !output.isChanged)
    }
  }

  /// Makes a change in memory.
  ///
  /// - Returns: What is to be written, and all that is to be said.
  private func attempt(
    _ change: (inout AppEditor) throws -> EditReport, of before: AppEditor
  ) throws -> (AppEditor, EditReport) {
    var editor = before
    var report = try change(&editor)
    let now = Timestamp.now
    for note in try editor.notes(resumedSince: before, isDry: writer == nil, at: now) { report.note(note) }
    for finding in try editor.findings(since: before, at: now) { report.warn(finding) }
    return (editor, report)
  }

  /// Tries a change where releases are in place that are not there yet: it is refused as the change itself would be, and warnings and
  /// notes are those of the change itself. Whoever calls says what would be done.
  ///
  /// - Parameters:
  ///   - releases: What there would be besides.
  ///   - defaultArchitecture: What `app.xml` of an app without releases would say.
  ///   - change: Edits, and says what it did.
  static func tryOut(
    _ app: ApplicationID, with releases: [ReleaseFile], defaultArchitecture: Architecture?, in repository: Repository,
    _ output: ChangeReport, _ change: (inout AppEditor) throws -> EditReport
  ) throws {
    var new: [(key: ReleaseKey, bytes: [UInt8])] = []
    for release in releases where try ReleaseFile.read(repository, app, release.key) == nil {
      new.append((release.key, try repository.content(of: release)))
    }
    let prepared = try PreparedApp(
      app, adding: new, policy: nil, defaultArchitecture: defaultArchitecture, in: repository, by: nil,
      holding: releases)
    guard let trial = prepared.trial else { return }
    let isEmpty = try repository.releases(of: app).isEmpty
    do {
      let editing = Editing(repository: trial.repository, app: app, writer: nil, output: output)
      var before = try editing.read()
      if isEmpty, let defaultArchitecture { _ = try before.setDefaultArchitecture(defaultArchitecture) }
      let (editor, report) = try editing.attempt(change, of: before)
      try editor.validate()
      try editing.tell(report.remarks.map { $0.map(trial.shown) })
    } catch let error as RepositoryError {
      throw failure(trial.shown(error), isAll: true)
    } catch let error as CommandFailure {
      throw CommandFailure(
        trial.shown(error.message), hint: error.hint.map(trial.shown), exitCode: error.exitCode)
    }
  }

  private func tell(_ remarks: [EditReport.Remark]) throws {
    guard !remarks.isEmpty else { return }
    // What was done comes first, also in one terminal.
    try StandardOutput.flush()
    for remark in remarks {
      // What several steps bring about is only brought about once, and tried out with each of them.
      if writer == nil, Remarks.said.contains(remark.text) { continue }
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
      if error.isMissing { throw CommandFailure.noSuchApp(app, repository.apps()) }
      throw error
    }
  }

  /// - Parameter isAll: Whether the command has changed nothing else before.
  private static func failure(_ error: RepositoryError, isAll: Bool) -> any Error {
    guard case .invalid(let errors) = error.reason else { return error }
    return CommandFailure(
      "nothing \(isAll ? "" : "else ")was changed, because the catalog would not be valid\n\(errors)",
      exitCode: CommandFailure.badCatalog)
  }
}

extension ChangeReport {
  /// Shows what would change in an app.
  func show(_ editor: AppEditor) {
    for change in editor.listChanges { foretell(change.forecast) }
    for name in editor.removedLists { foretell("would remove \(name) beside app.xml") }
    let diff = UnifiedDiff(name: "app.xml", from: editor.before, to: editor.after).text
    show(diff, isChange: editor.isChanged)
  }
}
