internal import Bundling
internal import Catalog
internal import CatalogEditing
internal import Console
internal import Omaha
internal import Payload

/// Which releases of a bundle a repository lacks, and which of its payloads.
struct ImportPlan {
  /// The releases that are to be added.
  private(set) var new: [BundleContents.Release] = []
  /// The releases that are there already.
  private(set) var known: [ReleaseFile] = []
  /// Payloads of known releases that are lost or changed.
  private(set) var damaged: [BundleContents.Payload] = []
  private var newKeys: Set<Name> = []
  private var damagedNames: Set<[String]> = []

  private struct Name: Hashable {
    let app: String
    let key: ReleaseKey
  }

  /// Compares a bundle with a repository.
  ///
  /// - Throws: when a release exists with other bytes or is the same version as another one.
  init(_ contents: BundleContents, in repository: Repository) throws {
    var versions: [String: KnownVersions] = [:]
    for release in contents.releases {
      let file = release.file
      if try Self.exists(file, in: repository) {
        known.append(file)
        continue
      }
      let app = file.appID
      let others = try versions[app.key] ?? KnownVersions(of: app, in: repository)
      versions[app.key] = others
      try others.checkAdded(file.version)
      new.append(release)
      newKeys.insert(Name(app: app.key, key: file.key))
    }
    for payload in contents.payloads where !isWanted(payload.key, of: payload.app) {
      let path = "\(repository.payloadDirectory(payload.app, payload.key))/\(payload.package.name)"
      let reporter = ProgressReporter(label: "verifying \(payload.package.name)")
      defer { reporter.finish() }
      let digest = try? PayloadHasher.hash(path: path, progress: reporter.report)
      if digest?.sha256Hex == payload.package.sha256?.lowercased() { continue }
      damaged.append(payload)
      damagedNames.insert([payload.app.key, payload.key.fileName, payload.package.name])
    }
  }

  /// The plan for a repository that may have changed since: what another import has added meanwhile is known now.
  ///
  /// - Throws: also when a release is gone that was there.
  func renewed(in repository: Repository) throws -> ImportPlan {
    var plan = self
    for file in known where try !Self.exists(file, in: repository) {
      throw CommandFailure(
        "\(file.key.text) of \(file.appID.key) was removed while the bundle was read", hint: "import it again",
        exitCode: CommandFailure.inputOutput)
    }
    plan.new = []
    for release in new {
      let file = release.file
      if try Self.exists(file, in: repository) {
        plan.known.append(file)
        plan.newKeys.remove(Name(app: file.appID.key, key: file.key))
      } else {
        plan.new.append(release)
      }
    }
    return plan
  }

  /// Whether there is this very release.
  ///
  /// - Throws: when there is another one under its name.
  private static func exists(_ file: ReleaseFile, in repository: Repository) throws -> Bool {
    guard let existing = try ReleaseFile.read(repository, file.appID, file.key) else { return false }
    guard existing == file else {
      throw CommandFailure(
        "\(file.key.text) of \(file.appID.key) exists with \(difference(existing, file)) than in the bundle",
        hint:
          "releases never change: export it under a new version; \(makingRoom(for: "that of the bundle", at: file.key, of: file.appID, in: repository))",
        exitCode: CommandFailure.cannotCreate)
    }
    return true
  }

  private static func difference(_ one: ReleaseFile, _ other: ReleaseFile) -> String {
    if one.manifest.packages != other.manifest.packages { return "other payloads" }
    return one.codebases == other.codebases ? "another manifest" : "another codebase"
  }

  /// Whether a release is to be added.
  func isWanted(_ key: ReleaseKey, of app: ApplicationID) -> Bool { newKeys.contains(Name(app: app.key, key: key)) }

  /// Whether a payload is to be put in place.
  func isWanted(_ payload: BundleContents.Payload) -> Bool {
    isWanted(payload.package.name, of: payload.key, of: payload.app)
  }

  /// Whether a payload is to be put in place, by its name.
  func isWanted(_ name: String, of key: ReleaseKey, of app: ApplicationID) -> Bool {
    isWanted(key, of: app) || damagedNames.contains([app.key, key.fileName, name])
  }
}

extension BundleContents {
  /// The newest full release of each app and architecture.
  var newest: [ReleaseFile] {
    let full = releases.map(\.file).filter { $0.previousVersion == nil }
    return full.filter { file in
      !full.contains { other in
        other.appID.key == file.appID.key && other.architecture == file.architecture
          && (file.version < other.version || file.version == other.version && file.version.text < other.version.text)
      }
    }
  }
}
