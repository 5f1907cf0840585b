public import Catalog
public import Omaha

extension AppEditor {
  /// The app as a server would load it with what has been changed, and the releases that its machines may come to; without the app
  /// while something is wrong that was wrong before.
  ///
  /// - Throws: what the changes make wrong.
  public func catalog() throws(RepositoryError) -> Catalog { Catalog(apps: try loaded().app.map { [$0] } ?? []) }

  /// What ``Catalog/findings(in:at:)`` would warn about, and did not before this editor's changes: a change that is probably a
  /// mistake is told when it is made.
  ///
  /// Of an app that was not valid before and still is not, what is wrong.
  ///
  /// - Parameter before: The app as it was.
  public func findings(since before: AppEditor, at now: Timestamp) throws(RepositoryError) -> [String] {
    guard isChanged else { return [] }
    let state = try loaded()
    guard let app = state.app else {
      if state.faults.isEmpty { return [] }
      return ["the catalog was not valid before and still is not: no server uses this change until it is"]
        + state.faults.map { $0.file == document.file ? $0.message : $0.description }
    }
    let releases = Set(try repository.releases(of: self.app))
    // What could not be loaded before had worse faults.
    let old = try? before.loaded().app
    let known = Set(old.map { warnings(of: $0, releases, at: now) } ?? [])
    var findings = warnings(of: app, releases, at: now).filter { !known.contains($0) }
    for key in app.offeredReleases where old?.offeredReleases.contains(key) != true {
      let delta = key.previousVersion.map { " from \($0)" } ?? ""
      for fault in try payloadFaults(of: key) {
        findings.append("machines cannot fetch \(key.version) \(key.architecture)\(delta): \(fault)")
      }
    }
    return findings
  }

  private func warnings(of app: CatalogApp, _ releases: Set<ReleaseKey>, at now: Timestamp) -> [String] {
    var checker = AppChecker(app: app, releases: releases, file: repository.appPath(self.app), now: now)
    checker.check()
    return checker.warnings.sorted().map(\.message)
  }

  /// Whether machines fetch a release from the folder that its payload is copied to, perhaps among others.
  public func hasOwnPayload(_ key: ReleaseKey) throws(RepositoryError) -> Bool {
    let own = repository.payloadDirectory(app, key)
    return try ReleaseFile.read(repository, app, key)?.codebases
      .contains { repository.payloadDirectory(ofCodebase: $0.text) == own } ?? false
  }

  /// Why machines cannot fetch a release, as clauses; empty when they can, as far as the sizes of the files tell, when it could not be
  /// looked at, and when there is no such release.
  public func payloadFaults(of key: ReleaseKey) throws(RepositoryError) -> [String] {
    guard let release = try ReleaseFile.read(repository, app, key) else { return [] }
    let directories = release.codebases.map { repository.payloadDirectory(ofCodebase: $0.text) }
    if repository.pending(of: app)?.payloads.contains(key) == true, try hasOwnPayload(key) { return [] }
    return release.manifest.packages.flatMap { package in
      var faults: [String] = []
      for directory in directories {
        switch directory.map({ PayloadState(of: package, in: $0) }) {
        // A machine tries one address after the other. What another server serves is not looked at.
        case nil, .whole, .unknown: return [] as [String]
        case .faulty(let message): faults.append(message)
        }
      }
      return faults
    }
  }
}
