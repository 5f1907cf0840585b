internal import ArgumentParser
internal import Catalog
internal import Omaha

/// `omaha-pkg remove VERSION --app ID`
struct Remove: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Remove a release and its payload.",
    discussion: "A release that a channel points to is not removed.")

  @Argument(help: "The release's version.")
  var version: Version

  @OptionGroup var appOptions: AppOptions
  @OptionGroup var architectureOptions: ArchitectureOptions
  @OptionGroup var repositoryOptions: RepositoryOptions

  func run() throws {
    let app = appOptions.app
    let writer = try repositoryOptions.writer()
    guard try writer.hasApp(app) else { throw CommandFailure.noSuchApp(app) }
    let wanted = architectureOptions.arch.map { [$0] } ?? Architecture.allCases
    let published = try writer.releases(of: app, version).filter { wanted.contains($0.architecture) }
    // All or nothing: what cannot be removed is found before anything is.
    for key in published {
      let references = try writer.references(of: app, to: key)
      guard references.isEmpty else {
        throw CommandFailure(
          "\(references.joined(separator: " and ")) of \(app.key) points to \(version) \(key.architecture)",
          hint: "promote another release there first", exitCode: CommandFailure.checkFailed)
      }
    }
    var found = false
    // Also without a release: an interrupted removal or addition leaves the payload.
    let keys =
      published + wanted.map { ReleaseKey(version: version.text, architecture: $0) }.filter { !published.contains($0) }
    for key in keys {
      let isPublished = published.contains(key)
      if isPublished { try writer.removeRelease(of: app, key) }
      let files = try writer.removePayload(of: app, key)
      guard isPublished || files > 0 else { continue }
      found = true
      let delta = key.previousVersion.map { " from \($0)" } ?? ""
      print("removed \(version) \(key.architecture)\(delta) of \(app.key) and \(quantity(files, "payload file"))")
    }
    guard found else { throw CommandFailure.noSuchRelease(app, version, architectureOptions.arch) }
  }
}
