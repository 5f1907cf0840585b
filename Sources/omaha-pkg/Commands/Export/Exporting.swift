internal import Bundling
internal import Catalog
internal import CatalogEditing
internal import Console
internal import FoundationEssentials
internal import Omaha
internal import Payload
internal import Posix

/// Writes releases into a bundle.
struct Exporting {
  private let repository: Repository
  private let hasPolicy: Bool
  private(set) var releases: [ReleaseFile] = []
  private var apps: [ApplicationID] = []
  /// Releases and policy, which are small: the bytes of each file.
  private var files: [(path: BundlePath, bytes: [UInt8])] = []
  private var payloads: [ExportedPayload] = []

  /// A payload that is to be written.
  private struct ExportedPayload {
    let path: BundlePath
    let package: Package
    let file: String

    var sha256: String { (package.sha256 ?? "").lowercased() }
  }

  /// Reads releases and policy, and looks whether the payloads are there.
  init(_ selection: ExportSelection, of repository: Repository) throws {
    self.repository = repository
    hasPolicy = selection.hasPolicy
    let catalog = try Catalog.load(root: repository.root)
    for id in selection.apps {
      guard let app = catalog[appKey: id] else { throw CommandFailure.noSuchApp(id, catalog.apps.map(\.id)) }
      apps.append(app.id)
      if hasPolicy { try addPolicy(of: app.id) }
      let keys = try selection.releases(of: app, in: repository)
      for key in keys { try add(key, of: app.id) }
      if !hasPolicy, let text = try AppEditor(repository, app.id).floorsDocument(at: Set(keys.map(\.version))) {
        files.append((.floors(app.id), text))
      }
    }
    guard !files.isEmpty else {
      throw CommandFailure(
        "there is nothing to export", hint: "\(suggested("list", in: repository)) shows what there is",
        exitCode: CommandFailure.noInput)
    }
    guard files.reduce(0, { $0 + $1.bytes.count }) <= BundleLimits.catalog else {
      throw CommandFailure(
        "the releases and lists of machines take more than \(byteQuantity(UInt64(BundleLimits.catalog)))",
        hint: "export fewer releases at a time", exitCode: CommandFailure.checkFailed)
    }
    files.sort { $0.path.text.utf8.lexicographicallyPrecedes($1.path.text.utf8) }
  }

  private mutating func addPolicy(of app: ApplicationID) throws {
    let editor = try AppEditor(repository, app)
    files.append((.policy(app), Array(editor.before.utf8)))
    let directory = try Directory(path: repository.catalogPath).directory(app.key)
    for name in editor.groups.compactMap({ $0.selector.machines?.file }).unique {
      files.append((.list(app, name), try directory.read(name, limit: MachineList.maximumSize)))
    }
  }

  private mutating func add(_ key: ReleaseKey, of app: ApplicationID) throws {
    let directory = try Directory(path: repository.catalogPath).directory(app.key).directory("releases")
    let bytes = try directory.read(key.fileName, limit: ReleaseFile.maximumSize)
    let release = try ReleaseFile(bytes, named: repository.releasePath(app, key), of: app)
    releases.append(release)
    files.append((.release(app, key), bytes))
    var missing: [String] = []
    for package in release.manifest.packages {
      let file = "\(repository.payloadDirectory(app, key))/\(package.name)"
      let path = BundlePath.payload(app, key, package.name)
      guard BundlePath(path.text) == path else {
        throw CommandFailure(
          "\(key.text) of \(app.key) has a payload named \(package.name.quoted), which no bundle can have",
          hint: "publish it under another name", exitCode: CommandFailure.checkFailed)
      }
      guard let stamp = FileStamp(path: file) else {
        missing.append(file)
        continue
      }
      guard stamp.size == package.size else {
        throw CommandFailure(
          "\(file.escaped) has \(stamp.size) bytes, and its release says \(package.size)",
          hint: "\(suggested("verify")) shows what is wrong", exitCode: CommandFailure.checkFailed)
      }
      payloads.append(ExportedPayload(path: path, package: package, file: file))
    }
    if missing.isEmpty { return }
    guard missing.count == release.manifest.packages.count, release.isElsewhere else {
      throw CommandFailure(
        "there is no payload \(missing[0].escaped), which \(key.text) of \(app.key) names",
        hint: "\(suggested("verify")) shows what is wrong", exitCode: CommandFailure.checkFailed)
    }
    StandardError.warn(
      "\(key.text) of \(app.key) is exported without its payload, which is not here: machines fetch it from \(release.codebases[0].text)"
    )
  }

  private var bytes: UInt64 { payloads.reduce(0) { $0 &+ $1.package.size } }

  /// What was done, or would be.
  func report(output: String, isSigned: Bool, isChanged: Bool, isDry: Bool) -> ExportReport {
    ExportReport(
      apps: apps.map(\.key), output: output, changed: isChanged, dryRun: isDry, signed: isSigned, policy: hasPolicy,
      files: payloads.count, bytes: bytes,
      releases: releases.map { release in
        ExportReport.Release(
          app: release.appID.key, version: release.version.text, arch: release.architecture.rawValue,
          previous: release.previousVersion?.text)
      })
  }

  /// Writes the bundle.
  ///
  /// - Parameters:
  ///   - path: `-` for standard output.
  ///   - isTrusting: Whether a pipe may have payloads that nobody has looked at.
  /// - Returns: Whether the very bundle was not there yet.
  func run(to path: String, key: BundleSigningKey?, isTrusting: Bool) throws -> Bool {
    let file = try ExportFile(path)
    try write(to: BundleOutput(descriptor: file.descriptor, path: path), key: key, isTrusting: isTrusting)
    return try file.finish()
  }

  /// Whether a file has the very bytes of the bundle. The first that differs ends it.
  func isThere(at path: String, key: BundleSigningKey?) throws -> Bool {
    guard path != "-", let file = try? PayloadSource(path: path) else { return false }
    var position: UInt64 = 0
    var isSame = true
    let output = BundleOutput(path: path) { record in
      isSame = readAll(file.descriptor, count: record.count, at: position)?.elementsEqual(record) == true
      position += UInt64(record.count)
      return isSame
    }
    do { try write(to: output, key: key, isTrusting: false) } catch  where !isSame { return false }
    return isSame && FileStamp(descriptor: file.descriptor)?.size == position
  }

  private func write(to output: BundleOutput, key: BundleSigningKey?, isTrusting: Bool) throws {
    let manifest = BundleManifest(
      files.map { BundleManifest.Entry($0.path, sha256: PayloadDigester.sha256Hex(of: $0.bytes)) }
        + payloads.map { BundleManifest.Entry($0.path, sha256: $0.sha256) })
    let writer = try BundleWriter(manifest, key: key, to: output)
    for (path, bytes) in files { try writer.add(path.text, bytes) }
    let reporter = ProgressReporter(label: "exporting")
    defer { reporter.finish() }
    let total = bytes
    var done: UInt64 = 0
    for payload in payloads {
      let source = try PayloadSource(path: payload.file)
      try writer.add(
        payload.path.text, from: source.descriptor, at: payload.file, payload.package, isTrusted: isTrusting
      ) { reporter.report(done: done &+ $0, total: total) }
      done &+= payload.package.size
    }
    try writer.finish()
  }
}
