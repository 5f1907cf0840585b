internal import Catalog
internal import CatalogEditing
internal import Console
internal import FoundationEssentials
internal import Omaha
internal import Reports

/// Removes an app that is empty, or one with everything; or says what it would remove.
struct AppRemoval {
  let repository: Repository
  /// Nil to say what would be done.
  let writer: RepositoryWriter?
  let app: ApplicationID
  /// Whether it is removed with what it has.
  let isComplete: Bool

  func run(_ output: ChangeReport) throws {
    let contents = try contents()
    let isThere = FileManager.default.fileExists(atPath: "\(repository.catalogPath)/\(app.key)")
    guard isThere || !contents.isEmpty else {
      return output.say("app \(app.key) is removed already", ofMissing: app, in: repository)
    }
    guard isComplete || contents.isEmpty else {
      throw CommandFailure(
        "app \(app.key) has \(contents)", hint: "with --everything it is removed with all of that",
        exitCode: CommandFailure.checkFailed)
    }
    try writer?.removeApp(app)
    output.say(
      "\(writer == nil ? "would remove" : "removed") app \(app.key)\(contents.isEmpty ? "" : " with \(contents)")",
      isChange: true)
  }

  /// What the app has: `2 channels, 3 releases and 3 payload files`; empty when it has nothing.
  private func contents() throws -> String {
    var parts: [(Int, String)] = []
    if repository.apps().contains(app) {
      do throws(RepositoryError) {
        let editor = try AppEditor(repository, app)
        parts = [(editor.channels.count, "channel"), (editor.groups.count, "group")]
      } catch {
        // Whatever is wrong with it, it can be removed.
        guard isComplete else { throw error }
      }
    }
    parts.append((try repository.releases(of: app).count, "release"))
    parts.append((repository.payloadFiles(of: app).count, "payload file"))
    return parts.filter { $0.0 > 0 }.map { quantity($0.0, $0.1) }.listed()
  }
}
