internal import Console
internal import Omaha

/// What a command that changes something prints: lines for people as they come, or one object for programs at the end.
final class ChangeReport {
  private let format: OutputFormat
  private var content: Content

  /// The object for programs.
  private struct Content: Encodable {
    var app: String?
    /// What a bundle is about, which has several.
    var apps: [App]?
    /// Whether anything was changed, or would be.
    var changed = false
    let dryRun: Bool
    /// What is said to people.
    var messages: [String] = []
    /// What is probably a mistake.
    var warnings: [Remarks.Warning] = []
    /// What is worth knowing.
    var notes: [String] = []
    /// What would change in `app.xml`.
    var diff: String?
    /// What is known of who made a bundle: `valid`, `unchecked` or `none`.
    var signature: String?

    struct App: Encodable {
      let app: String
    }
  }

  /// - Parameter isDry: Whether the command only shows what it would do.
  init(_ format: OutputFormat, app: ApplicationID? = nil, isDry: Bool = false) {
    self.format = format
    content = Content(app: app?.key, dryRun: isDry)
  }

  var isDry: Bool { content.dryRun }

  /// Whether the command changed anything, or would.
  var isChanged: Bool { content.changed }

  /// What is known of who made a bundle.
  var signature: String? {
    get { content.signature }
    set { content.signature = newValue }
  }

  /// Says which apps a bundle is about.
  func name(apps: [ApplicationID]) { content.apps = apps.map { Content.App(app: $0.key) } }

  /// Says what is so.
  ///
  /// - Parameter isChange: Whether the command made it so, or would.
  func say(_ line: String, isChange: Bool) {
    if isChange { content.changed = true }
    content.messages.append(line)
    if format == .text { print(line) }
  }

  /// Says what several steps bring about, once.
  func sayOnce(_ line: String, isChange: Bool) {
    if !content.messages.contains(line) { say(line, isChange: isChange) }
  }

  /// Says what would be done besides, on standard error for people.
  func foretell(_ line: String) {
    content.messages.append(line)
    StandardError.print("omaha-pkg: \(line)")
  }

  /// Shows what would change in `app.xml`; an empty diff says that nothing would.
  func show(_ diff: String, isChange: Bool, isAll: Bool = true) {
    if isChange { content.changed = true }
    content.diff = (content.diff ?? "") + diff
    guard format == .text else { return }
    if !isChange, isAll { StandardError.print("no change") }
    print(diff, terminator: "")
  }

  /// Prints the object for programs, if that was asked for.
  func finish() throws {
    guard format == .json else { return }
    let remarks = Remarks.said
    (content.warnings, content.notes) = (remarks.warnings, remarks.notes)
    try JSON.print(content)
  }
}
