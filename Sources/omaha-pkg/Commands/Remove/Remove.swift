internal import ArgumentParser
internal import Catalog
internal import CatalogEditing
internal import Console
internal import Omaha
internal import Reports

/// `omaha-pkg remove VERSION --app ID`
struct Remove: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Remove a release and its payload.",
    discussion: """
      Its deltas are removed with it. A release that a channel, a pin or a floor points to is not removed.
      """)

  @Argument(help: "The release's version.")
  var version: Version

  @OptionGroup var appOptions: AppOptions

  @Option(help: ArgumentHelp("Only the delta from this version.", valueName: "v"))
  var previous: Version?

  @OptionGroup var architectureOptions: ArchitectureOptions
  @OptionGroup var repositoryOptions: RepositoryOptions

  func run() throws {
    let app = appOptions.app
    let writer = try repositoryOptions.writer()
    guard try writer.hasApp(app) else { throw CommandFailure.noSuchApp(app) }
    let version = try KnownVersions(of: app, in: writer.repository).written(version)
    func isWanted(_ key: ReleaseKey) -> Bool {
      (architectureOptions.arch.map { $0 == key.architecture } ?? true)
        && (previous.map { $0.text == key.previousVersion } ?? true)
    }
    let published = try writer.releases(of: app, version).filter(isWanted)
    // All or nothing: what cannot be removed is found before anything is.
    for key in published {
      let references = try writer.referrers(of: app, to: key)
      guard references.isEmpty else {
        throw CommandFailure(
          "\(references.map(\.description).joined(separator: " and ")) of \(app.key) \(references.count == 1 ? "points" : "point") to \(version) \(key.architecture)",
          hint: references.map(\.remedy).unique.joined(separator: "; "), exitCode: CommandFailure.checkFailed)
      }
    }
    var found = false
    // Also without a release: an interrupted removal or addition leaves the payload.
    let leftovers = try writer.payloads(of: app, version).filter { isWanted($0) && !published.contains($0) }
    // A delta without its full release is of no use, so it goes first.
    let deltas = published.filter { $0.previousVersion != nil }
    let keys = deltas + published.filter { $0.previousVersion == nil } + leftovers
    for key in keys {
      let isPublished = published.contains(key)
      if isPublished { try writer.removeRelease(of: app, key) }
      let files = try writer.removePayload(of: app, key)
      guard isPublished || files > 0 else { continue }
      found = true
      print("removed \(key.text) of \(app.key) and \(quantity(files, "payload file"))")
    }
    guard found else {
      throw CommandFailure.noSuchRelease(app, version, architectureOptions.arch, previous: previous)
    }
  }
}

extension ReleaseReference {
  /// What to do so that nothing names the release any more.
  fileprivate var remedy: String {
    switch self {
    case .target: "promote another release there first"
    case .floor: "remove the floor first, with `omaha-pkg floor remove`"
    case .pin: "pin the group to another release first, or take the pin away with `omaha-pkg pin remove`"
    }
  }
}
