internal import Omaha
internal import XML

/// Finds what is surely wrong in the releases of one app.
struct ReleaseChecker {
  private let app: CatalogApp
  private let repository: Repository
  private let parser = XMLParser()
  private(set) var warnings: Set<CatalogWarning> = []
  /// The directories below `payloads/` that releases take their payloads from, or may.
  private(set) var payloadDirectories: Set<String> = []

  init(app: CatalogApp, in repository: Repository) {
    self.app = app
    self.repository = repository
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
      try checkPayload(of: key, in: directory, file)
    }
  }

  private mutating func checkPayload(
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
    guard let urls = document.root.children.first(where: { $0.name == "urls" }) else { return }
    for url in urls.children {
      guard let path = url.attribute("codebase").flatMap({ repository.payloadDirectory(ofCodebase: $0) }) else {
        continue
      }
      payloadDirectories.insert(path)
      let payloads = try? Directory(path: path)
      for package in release.manifest.packages where payloads?.contains(package.name) != true {
        warn("there is no payload \(package.name.escaped) in \(path.escaped)", file, url.line)
      }
    }
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
