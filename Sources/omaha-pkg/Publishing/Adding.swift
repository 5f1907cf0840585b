internal import Catalog
internal import Glibc
internal import Omaha
internal import Payload

/// Publishes a release, step by step in an order that can be broken off anywhere and begun again: the app, the payload,
/// then the release that names it.
struct Adding {
  let writer: RepositoryWriter
  let source: PayloadSource
  let digest: PayloadDigest
  let app: ApplicationID
  let version: Version
  let architecture: Architecture
  let name: String
  /// Empty for the repository's own.
  let codebases: [Codebase]

  func run() throws {
    let release = release
    if let existing = try writer.release(of: app, key) {
      try checkSame(existing, release)
      try restorePayload()
      print("\(version) \(architecture) of \(app.key) is there already")
      return
    }
    if try writer.hasApp(app) {
      try writer.validateApp(app)
    } else if try writer.createApp(app) {
      print("new app \(app.key)")
    }
    let how = try placePayload()
    try writer.publish(release)
    print("added \(version) \(architecture) of \(app.key): \(name), \(quantity(Int(digest.size), "byte")), \(how)")
  }

  private var key: ReleaseKey { ReleaseKey(version: version.text, architecture: architecture) }

  private var release: ReleaseFile {
    let package = Package(
      name: name, size: digest.size, sha1: digest.sha1Base64, sha256: digest.sha256Hex, isRequired: true)
    // Without it a machine with one URL waits a day or more after one bad download (update_engine's payload state).
    let postinstall = Action(
      event: "postinstall",
      attributes: [
        Attribute(name: "sha256", value: digest.sha256Base64), Attribute(name: "DisablePayloadBackoff", value: "true"),
      ])
    return ReleaseFile(
      appID: app, version: version, architecture: architecture,
      codebases: codebases.isEmpty ? [writer.repository.defaultCodebase(app, key)] : codebases,
      manifest: Manifest(version: version.text, packages: [package], actions: [postinstall]))
  }

  /// A release that exists is never changed, so another one under its name is refused.
  private func checkSame(_ existing: ReleaseFile, _ release: ReleaseFile) throws {
    let differs: String
    let old = existing.manifest.packages.first
    if old?.sha256?.lowercased() != digest.sha256Hex || old?.size != digest.size || old?.sha1 != digest.sha1Base64 {
      differs = "another payload"
    } else if old?.name != name {
      differs = "the name \((old?.name ?? "").quoted)"
    } else if existing.codebases != release.codebases {
      differs = "the codebase \(existing.codebases.map(\.text).joined(separator: " ").quoted)"
    } else {
      return
    }
    throw CommandFailure(
      "\(version) \(architecture) of \(app.key) exists with \(differs)",
      hint: "releases never change: publish under a new version, or `omaha-pkg remove` the old one first",
      exitCode: CommandFailure.cannotCreate)
  }

  /// Puts the payload of a published release back when it has gone, was cut off or changed.
  private func restorePayload() throws {
    let path = writer.repository.payloadDirectory(app, key) + "/" + name
    let reporter = ProgressReporter(label: "verifying \(name)")
    let inPlace: PayloadDigest?
    do {
      defer { reporter.finish() }
      inPlace = try? PayloadHasher.hash(path: path, progress: reporter.report)
    }
    guard inPlace != digest else { return }
    print("put \(name) back, \(try placePayload())")
  }

  /// Puts the payload in place and says how.
  private func placePayload() throws -> String {
    if try writer.linkPayload(source.descriptor, of: app, key, name: name) {
      try source.checkUnchanged()
      return "linked"
    }
    let file = try writer.newPayload(of: app, key, name: name)
    guard lseek(source.descriptor, 0, SEEK_SET) == 0 else {
      throw PayloadError(.read(code: errno), path: source.path)
    }
    let reporter = ProgressReporter(label: "copying \(name)")
    defer { reporter.finish() }
    let copied = try PayloadHasher.copy(
      from: source.descriptor, path: source.path, to: file.descriptor, path: file.path, progress: reporter.report)
    guard copied == digest else { throw PayloadError(.changedWhileReading, path: source.path) }
    try file.replace()
    return "copied"
  }
}
