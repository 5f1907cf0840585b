internal import Catalog
internal import Console
internal import Omaha
internal import OmahaClient
internal import OmahaCurl
internal import Payload
internal import Posix

/// A release that a server offers, as it would be here.
struct OfferedRelease {
  let version: Version
  let key: ReleaseKey
  /// The payload, then the further files that are wanted.
  private(set) var files: [OfferedFile]
  /// Those, and the further files that are not wanted.
  private let all: [OfferedFile]
  /// The further files that are wanted and that it does not have.
  let absent: [String]
  let isFloor: Bool
  let floorReason: String?
  /// What actions and manifest say besides.
  let given: GivenAttributes

  /// The most files that a release may have.
  private static let mostFiles = 1_000

  /// Reads a manifest.
  ///
  /// - Parameter extras: The further files that are wanted; nil for all.
  /// - Throws: what keeps it from being taken.
  init(
    _ manifest: Manifest, codebases: [String], of app: ApplicationID, _ architecture: Architecture,
    from server: ServerURL,
    _ options: CurlOptions, extras: Set<String>?
  ) throws {
    func refused(_ why: String) -> CommandFailure { CommandFailure(why, exitCode: CommandFailure.checkFailed) }
    guard let version = Version(argument: manifest.version) else {
      throw refused("the server offers \(manifest.version.quoted), which is no version")
    }
    self.version = version
    key = ReleaseKey(version: version.text, architecture: architecture)
    guard let action = manifest.postinstall, !manifest.packages.isEmpty, manifest.packages.count <= Self.mostFiles
    else {
      throw refused("the manifest of \(version) has no postinstall action, no package, or too many")
    }
    if action.isDeltaPayload { throw refused("the payload of \(version) is a delta, which nobody asked for") }
    var usable: [String] = []
    var fault: TransportError?
    for codebase in codebases where ServerURL(codebase) != nil {
      do throws(TransportError) {
        try URLText.check(from: server.text, to: codebase, options)
        usable.append(codebase)
      } catch { fault = error }
    }
    if usable.isEmpty { throw fault ?? refused("no codebase of \(version) is an http or https URL") as any Error }
    var all: [OfferedFile] = []
    for (index, package) in manifest.packages.enumerated() {
      let file = try OfferedFile(package, codebases: usable, action: index == 0 ? action : nil)
      guard !all.contains(where: { $0.name == file.name }) else {
        throw refused("two packages of \(version) would be \(file.name.quoted) here")
      }
      all.append(file)
    }
    guard all.first?.sha256 != nil else { throw refused("the postinstall action of \(version) has no sha256") }
    self.all = all
    files = all.prefix(1) + all.dropFirst().filter { extras?.contains($0.name) ?? true }
    absent = extras?.filter { name in !all.dropFirst().contains { $0.name == name } }.sorted() ?? []
    isFloor = manifest.isFloor
    floorReason = manifest.floorReason
    given = GivenAttributes(
      action: manifest.actions.flatMap { action in
        action.attributes.filter { !["sha256", "IsDeltaPayload"].contains($0.name) }
          .map {
            GivenAttribute(scope: action.event == GivenAttributes.postinstall ? nil : action.event, attribute: $0)
          }
      },
      manifest: manifest.attributes.filter { !Manifest.marks.contains($0.name) }
        .map { GivenAttribute(scope: nil, attribute: $0) })
  }

  /// What a release that is here has of this one.
  enum State {
    /// There is none.
    case missing
    /// It is here, and so are its files.
    case complete
    /// It is here with these files, and one of them is missing or has another length.
    case damaged([String])
    /// It is here without further files that are wanted. Releases never change.
    case partial([String])
  }

  /// The release with these files, in their order, of those that are on offer.
  func taking(_ names: [String]) -> OfferedRelease {
    var release = self
    release.files = names.compactMap { name in all.first { $0.name == name } }
    return release
  }

  /// It as it will be here.
  func release(of app: ApplicationID, in repository: Repository) -> ReleaseFile {
    ReleaseFile(
      appID: app, version: version, architecture: key.architecture,
      codebases: [repository.defaultCodebase(app, key)],
      manifest: Manifest(
        version: version.text, packages: files.map(\.package),
        actions: given.actions(sha256: files.first?.sha256?.base64 ?? "", isDelta: false),
        attributes: given.manifest.map(\.attribute)))
  }

  /// Compares it with what is here.
  ///
  /// - Throws: when another release is here under its version.
  func state(in repository: Repository, of app: ApplicationID) throws -> State {
    guard let existing = try ReleaseFile.read(repository, app, key) else { return .missing }
    let packages = existing.manifest.packages
    // The first package is what machines install; the others they look for by name.
    let isKnown = { (package: Package) in all.dropFirst().contains { $0.isSame(as: package) } }
    guard let first = packages.first, all.first?.isSame(as: first) == true, packages.dropFirst().allSatisfy(isKnown)
    else {
      throw CommandFailure(
        "\(key.text) of \(app.key) is here with other files than the server has: it changed under its version",
        hint: "find out why; \(makingRoom(for: "the server's", at: key, of: app, in: repository))",
        exitCode: CommandFailure.checkFailed)
    }
    let lacking = files.map(\.name).filter { name in !packages.contains { $0.name == name } }
    let state = lacking.isEmpty ? State.complete : .partial(lacking)
    // Whoever added it by hand may have its files elsewhere.
    guard existing.codebases == [repository.defaultCodebase(app, key)] else { return state }
    let folder = repository.payloadDirectory(app, key)
    guard packages.allSatisfy({ FileStamp(path: "\(folder)/\($0.name)")?.size == $0.size }) else {
      return .damaged(packages.map(\.name))
    }
    return state
  }
}
