internal import Catalog
internal import Omaha
internal import XML

/// Finds what is surely wrong in the releases of one app.
struct ReleaseChecker {
  private let app: CatalogApp
  private let repository: Repository
  private let parser = XMLParser(namesAnything: true)
  private(set) var warnings: Set<CatalogWarning> = []
  /// What keeps a release that machines are offered from being fetched.
  private(set) var faults: Set<CatalogWarning> = []
  private let offered: Set<ReleaseKey>
  /// The directories below `payloads/` that releases take their payloads from, or may.
  private(set) var payloadDirectories: Set<String> = []

  init(app: CatalogApp, in repository: Repository) {
    self.app = app
    self.repository = repository
    offered = Set(app.offeredReleases)
  }

  mutating func check() throws(RepositoryError) {
    let keys = app.releases
    guard !keys.isEmpty else { return }
    let known = Set(keys)
    let directory: Directory
    do throws(RepositoryError) {
      directory = try Directory(path: repository.catalogPath).directory(app.id.key).directory("releases")
    } catch  where error.isMissing {
      return
    }
    for key in keys {
      let file = directory.path(of: key.fileName)
      if let previous = key.previousVersion, !known.contains(key.full) {
        warn(
          "the delta from \(previous) has no full release of \(key.version) for \(key.architecture) beside it: without one it is offered to nobody",
          file, 1)
      }
      payloadDirectories.insert(repository.payloadDirectory(app.id, key))
      try checkRelease(of: key, in: directory, file)
    }
  }

  private mutating func checkRelease(
    of key: ReleaseKey, in directory: Directory, _ file: String
  ) throws(RepositoryError) {
    let bytes: [UInt8]
    do throws(RepositoryError) {
      bytes = try directory.read(key.fileName, limit: ReleaseFile.maximumSize)
    } catch  where error.isMissing {
      // Removed since the catalog was loaded.
      return
    }
    guard let document = try? parser.parse(bytes) else { return }
    var reader = ReleaseReader(file: file, directory: app.id.key)
    guard let release = reader.read(document) else { return }
    checkActions(of: release, key, in: document.root, file)
    guard let urls = document.root.children.first(where: { $0.name == "urls" }) else { return }
    let codebases = urls.children.map { url in
      (line: url.line, path: url.attribute("codebase").flatMap { repository.payloadDirectory(ofCodebase: $0) })
    }
    for path in codebases.compactMap(\.path) { payloadDirectories.insert(path) }
    for package in release.manifest.packages { check(package, at: codebases, key, file) }
  }

  /// Whether a package can be fetched.
  ///
  /// - Parameter codebases: The release's codebases, with the directory of each; nil for what another server serves.
  private mutating func check(
    _ package: Package, at codebases: [(line: Int, path: String?)], _ key: ReleaseKey, _ file: String
  ) {
    var found: [CatalogWarning] = []
    var isFetched = false
    for (line, path) in codebases {
      switch path.map({ PayloadState(of: package, in: $0) }) {
      case nil, .whole: isFetched = true
      case .faulty(let message): found.append(CatalogWarning(file: file, line: line, message: message))
      case .unknown(let message): warn(message, file, line)
      }
    }
    // A machine tries one address after the other.
    if isFetched || !offered.contains(key) {
      warnings.formUnion(found)
    } else {
      faults.formUnion(found)
    }
  }

  /// What breaks the answer for the reader of Flatcar's further packages. Others neither know nor mind.
  private mutating func checkActions(
    of release: ReleaseFile, _ key: ReleaseKey, in root: XMLElement, _ file: String
  ) {
    let manifest = root.children.first { $0.name == "manifest" }
    guard let elements = manifest?.children.first(where: { $0.name == "actions" })?.children else { return }
    for (action, element) in zip(release.manifest.actions, elements) {
      guard let fault = action.faultForFlatcar, isFlatcars(release, key) else { continue }
      warn(
        "the \(action.event.escaped) action \(fault): Flatcar's ue-rs refuses the whole answer, so machines that need further packages fail with 5",
        file, element.line)
    }
  }

  /// Whether a release is Flatcar's, or one that update_engine applies under another ID.
  private func isFlatcars(_ release: ReleaseFile, _ key: ReleaseKey) -> Bool {
    if let known = WellKnownApp(app.id) { return known == .containerLinux }
    guard let package = release.manifest.packages.first else { return false }
    let directory = try? Directory(path: repository.payloadDirectory(app.id, key))
    return directory?.beginning(of: package.name, count: 4) == Array("CrAU".utf8)
  }

  private mutating func warn(_ message: String, _ file: String, _ line: Int) {
    warnings.insert(CatalogWarning(file: file, line: line, message: message))
  }
}

extension Repository {
  /// The directory that web servers serve for a codebase below `/packages/`; nil for any other codebase, and for one that
  /// is not plain names between slashes.
  func payloadDirectory(ofCodebase codebase: String) -> String? {
    let root = "/packages/"
    guard codebase.hasPrefix(root), !codebase.utf8.contains(UInt8(ascii: "%")) else { return nil }
    let names = codebase.dropFirst(root.count).split(separator: "/")
    guard !names.contains(where: { $0.first == "." || $0.contains("?") }) else { return nil }
    return ([payloadsPath] + names.map(String.init)).joined(separator: "/")
  }
}
