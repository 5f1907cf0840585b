internal import Catalog
internal import Console
internal import Omaha
internal import PackageServer
internal import Payload

/// The files that `serve` offers, looked at and open.
struct PackageOffer {
  let version: Version
  private let manifest: Manifest
  let package: ServedPackage

  /// The application ID of CoreOS Container Linux and of Flatcar.
  private static let containerLinux = "e96281a6-d1af-4bde-9a0a-97b76e56dc57"

  /// - Parameters:
  ///   - paths: The payload, then further files.
  ///   - names: What they are called in URLs, not encoded.
  ///   - app: Whose machines are offered the package; nil for those of any.
  ///   - isForced: Whether a broken payload is served.
  init(version: Version, paths: [String], names: [String], app: ApplicationID?, isForced: Bool) throws {
    self.version = version
    var files: [ServedFile] = []
    var added: [AddedFile] = []
    var reviewed: [ReviewedFile] = []
    for (path, name) in zip(paths, names) {
      let source = try PayloadSource(path: path)
      // Before it is read, so that a change from then on is noticed.
      guard let file = ServedFile(name: name, descriptor: source.descriptor) else {
        throw CommandFailure("\(path.escaped): cannot be read", exitCode: CommandFailure.inputOutput)
      }
      let report = try source.inspect(as: files.isEmpty ? .full : .other, allowingFaults: isForced)
      files.append(file)
      reviewed.append(ReviewedFile(name: name, report: report))
      added.append(
        AddedFile(
          source: source, digest: report.digest, name: PathCoding.encoded(name), isRequired: true, attributes: []))
    }
    manifest = Manifest(
      version: version.text, packages: added.map(\.package),
      actions: GivenAttributes().actions(sha256: added.first?.digest.sha256Base64 ?? "", isDelta: false))
    // Without --app the machines are of no known app; what they are is told by a payload of update_engine.
    let isUpdateEngines = reviewed.first?.isCrAU == true
    if let app = app ?? ApplicationID(isUpdateEngines ? Self.containerLinux : "package") {
      try ReleaseReview(app: app, files: reviewed, actions: manifest.actions).tell(allowingFaults: isForced)
    }
    package = ServedPackage(files: files, folder: "/packages/\(version.text)/")
  }

  /// A catalog that offers them.
  ///
  /// - Parameters:
  ///   - app: Whose machines are offered the package; nil for those of any.
  ///   - isPaused: Whether it offers nothing after all.
  func catalog(for app: ApplicationID?, isPaused: Bool = false) throws(CommandFailure) -> Catalog {
    guard let codebase = Codebase(package.folder),
      let catalog = Catalog(offering: manifest, at: [codebase], to: app, isPaused: isPaused)
    else { throw CommandFailure("\(version.text.quoted) cannot be offered", exitCode: CommandFailure.usage) }
    return catalog
  }
}
