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
        return try report.tell(isDry: true)
      }
      try writer.save(editor)
      for line in report.lines { output.say(line, isChange: editor.isChanged) }
      try report.tell(isDry: false)
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
    // It will be written: a dry run is refused as well, and `add --channel` before the release is published.
    if editor.isChanged { try ChangeHistory.requireReadable(of: app, in: repository) }
    let now = Timestamp.now
    for note in try editor.notes(resumedSince: before, isDry: writer == nil, at: now) { report.note(note) }
    for note in try editor.notes(ofSharesSince: before, at: now) { report.note(note) }
    for finding in try editor.findings(since: before, at: now) { report.warn(finding) }
    return (editor, report)
  }

  /// Tries a change where releases are in place that are not there yet: it is refused as the change itself would be, and warnings and
  /// notes are those of the change itself. Nothing is said.
  ///
  /// - Parameters:
  ///   - releases: What there would be besides, each the bytes of its file.
  ///   - held: The releases whose payloads would be in place.
  ///   - defaultArchitecture: What `app.xml` of an app without releases would say.
  ///   - change: Edits, and says what it did.
  static func tryOut(
    _ app: ApplicationID, adding releases: [(key: ReleaseKey, bytes: [UInt8])], holding held: [ReleaseKey],
    defaultArchitecture: Architecture?, in repository: Repository, _ output: ChangeReport,
    _ change: (inout AppEditor) throws -> EditReport
  ) throws -> EditReport {
    do {
      let trial = try repository.trial(
        of: app, adding: releases, defaultArchitecture: defaultArchitecture, holding: held)
      let editing = Editing(repository: trial, app: app, writer: nil, output: output)
      var before = try editing.read()
      if let defaultArchitecture, try !repository.hasReleases(of: app) {
        _ = try before.setDefaultArchitecture(defaultArchitecture)
      }
      let (editor, report) = try editing.attempt(change, of: before)
      try editor.validate()
      return report
    } catch let error as RepositoryError {
      throw failure(error, isAll: true)
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
  ///
  /// - Parameter isAll: Whether nothing else would, so that people are told when nothing does.
  func show(_ editor: AppEditor, isAll: Bool = true) {
    for change in editor.listChanges { foretell(change.forecast) }
    for name in editor.removedLists { foretell("would remove \(name) beside app.xml") }
    let diff = UnifiedDiff(name: "app.xml", from: editor.before, to: editor.after).text
    show(diff, isChange: editor.isChanged, isAll: isAll)
  }
}
