public import Omaha

extension Catalog {
  /// A catalog that offers one release to every machine that has an older version, whatever its track and architecture.
  ///
  /// - Parameters:
  ///   - manifest: What clients are served; its version is the release's.
  ///   - codebases: Where the files are fetched from; at least one.
  ///   - app: The app that the release is for; nil for any that a machine names.
  ///   - isPaused: Whether nothing is offered (`updates="off"`).
  /// - Returns: Nil when the manifest's version is none, or XML cannot carry a value of the manifest.
  public init?(offering manifest: Manifest, at codebases: [Codebase], to app: ApplicationID?, isPaused: Bool = false) {
    guard let version = Version(manifest.version), let id = app ?? ApplicationID("package"), !codebases.isEmpty,
      let release = Release(
        ReleaseFile(appID: id, version: version, architecture: .all, codebases: codebases, manifest: manifest))
    else { return nil }
    let target = Target(architecture: .all, version: version, since: nil)
    let offering = CatalogApp(
      id: id, name: nil, isPaused: isPaused, channels: [Channel(name: "package", targets: [target])],
      // A group without a selector takes every machine.
      groups: [Group(name: "everyone", channelName: "package")], releases: [target.key: release])
    if app == nil { self.init(apps: [], other: offering) } else { self.init(apps: [offering]) }
  }
}
