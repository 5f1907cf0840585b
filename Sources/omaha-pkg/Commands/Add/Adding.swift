internal import Catalog
internal import CatalogEditing
internal import Console
internal import Glibc
internal import Omaha
internal import Payload
internal import Reports

/// Publishes a release, step by step in an order that can be broken off anywhere and begun again: the app, the payload,
/// then the release that names it. Or says what it would do.
struct Adding {
  let repository: Repository
  /// Nil to say what would be done.
  let writer: RepositoryWriter?
  let release: ReleaseFile
  /// In the order of the release's packages.
  let files: [AddedFile]
  private let given: GivenAttributes
  /// Whether the payloads are to be linked, where they can be.
  private let isLinking: Bool
  /// Whether a new app is made that looks like a misspelling of another.
  private let createsMisspelled: Bool
  private let output: ChangeReport

  /// A release of files. The first file is the payload.
  init(
    repository: Repository, writer: RepositoryWriter?, app: ApplicationID, key: ReleaseKey, version: Version,
    previous: Version?, files: [AddedFile], codebases: [Codebase], given: GivenAttributes = GivenAttributes(),
    isLinking: Bool, createsMisspelled: Bool, output: ChangeReport
  ) {
    self.repository = repository
    self.writer = writer
    self.files = files
    self.given = given
    self.isLinking = isLinking
    self.createsMisspelled = createsMisspelled
    self.output = output
    release = ReleaseFile(
      appID: app, version: version, architecture: key.architecture, previousVersion: previous,
      codebases: codebases.isEmpty ? [repository.defaultCodebase(app, key)] : codebases,
      manifest: Manifest(
        version: version.text, packages: files.map(\.package),
        actions: given.actions(sha256: files.first?.digest.sha256Base64 ?? "", isDelta: previous != nil),
        attributes: given.manifest.map(\.attribute)))
  }

  private var app: ApplicationID { release.appID }
  private var key: ReleaseKey { release.key }

  /// `1.2.3 amd64 of com.example.agent`
  private var title: String { "\(key.text) of \(app.key)" }

  /// What begins a line that says what was done, or would be.
  private var would: String { writer == nil ? "would " : "" }

  /// What machines of a new app count as that tell no architecture. A release for all architectures tells nothing of them.
  var defaultArchitecture: Architecture? { key.architecture == .all ? nil : key.architecture }

  /// Throws when the release cannot be published. Nothing is made before: an app or a payload of a release that no server would load is
  /// left behind for good.
  ///
  /// - Returns: The bytes of its file; nil when it is there already.
  func check() throws -> [UInt8]? {
    let bytes = try repository.content(of: release)
    if let existing = try ReleaseFile.read(repository, app, key) {
      try checkSame(existing)
      return nil
    }
    // Throws when what it says is not valid.
    if try repository.editor(of: app) == nil, !createsMisspelled { try repository.requireMeant(newApp: app) }
    return bytes
  }

  /// Publishes what was checked.
  func run() throws {
    if try ReleaseFile.read(repository, app, key) != nil {
      for file in files { try restore(file) }
      output.say("\(title) is there already", isChange: false)
      return
    }
    if try repository.editor(of: app) != nil {
      if let writer, let defaultArchitecture {
        try writer.setDefaultArchitecture(defaultArchitecture, ofEmptyApp: app)
      }
    } else {
      let isNew = try writer?.createApp(app, defaultArchitecture: defaultArchitecture) ?? true
      if isNew { output.say(writer == nil ? "would make app \(app.key)" : "new app \(app.key)", isChange: true) }
    }
    writer?.removeEmptyPayloadDirectories(of: app)
    var placed: [String] = []
    for file in files {
      let how = try place(file)
      placed.append("\(file.name), \(quantity(Int(clamping: file.digest.size), "byte")), \(how.rawValue)")
    }
    try writer?.publish(release)
    output.say(
      "\(writer == nil ? "would add" : "added") \(title): \(placed.joined(separator: "; "))", isChange: true)
  }

  /// A release that exists is never changed, so another one under its name is refused.
  private func checkSame(_ existing: ReleaseFile) throws {
    guard let difference = difference(of: existing) else { return }
    throw CommandFailure(
      "\(title) exists with \(difference)",
      hint:
        "releases never change: publish under a new version; \(makingRoom(for: "this one", at: key, of: app, in: repository))",
      exitCode: CommandFailure.cannotCreate)
  }

  /// What a release has that this one has not. Attributes that were not given may be what they are.
  private func difference(of existing: ReleaseFile) -> String? {
    let packages = existing.manifest.packages
    guard packages.count == files.count else { return quantity(packages.count, "package") }
    for (file, package) in zip(files, packages) {
      guard file.isSame(as: package) else { return "another payload" }
      guard file.name == package.name else { return "the name \(package.name.quoted)" }
      guard file.isRequired == package.isRequired, package.attributes.contains(all: file.attributes) else {
        return "other attributes of \(file.name)"
      }
    }
    guard existing.codebases == release.codebases else {
      return "the codebase \(existing.codebases.map(\.text).joined(separator: " ").quoted)"
    }
    guard existing.manifest.attributes.contains(all: release.manifest.attributes) else {
      return "other attributes of its manifest"
    }
    for one in given.action {
      let event = one.scope ?? GivenAttributes.postinstall
      let old = existing.manifest.actions.first { $0.event == event }
      guard old?.attributes.contains(one.attribute) == true else {
        return "other attributes of its \(event.escaped) action"
      }
    }
    return nil
  }

  /// Puts a file of a published release back when it has gone, was cut off or changed.
  private func restore(_ file: AddedFile) throws {
    let path = repository.payloadDirectory(app, key) + "/" + file.name
    let reporter = ProgressReporter(label: "verifying \(file.name)")
    let inPlace: PayloadDigest?
    do {
      defer { reporter.finish() }
      inPlace = try? PayloadHasher.hash(path: path, progress: reporter.report)
    }
    guard inPlace != file.digest else { return }
    output.say("\(would)put \(file.name) back, \(try place(file).rawValue)", isChange: true)
  }

  /// Puts a file in place, or finds out how that would be done.
  private func place(_ file: AddedFile) throws -> PayloadPlacing {
    let source = file.source
    guard let writer else {
      if isLinking, let obstacle = repository.obstacle(toLinking: source.descriptor, of: app, key) {
        warn(file, of: obstacle)
      }
      return repository.placing(of: source.descriptor, of: app, key, isLink: isLinking)
    }
    if isLinking {
      try source.checkUnchanged()
      let obstacle = try writer.linkPayload(source.descriptor, of: app, key, name: file.name)
      guard let obstacle else {
        try source.checkUnchanged()
        return .linked
      }
      warn(file, of: obstacle)
    }
    let new = try writer.newPayload(of: app, key, name: file.name)
    let isCloned = new.clone(source.descriptor)
    let reporter = ProgressReporter(label: "\(isCloned ? "verifying" : "copying") \(file.name)")
    defer { reporter.finish() }
    // What machines are told of is what they get, also when the file is changed meanwhile and looks as before.
    let digest = try isCloned ? new.digest(reporter) : source.copy(to: new, reporter)
    guard digest == file.digest else { throw PayloadError(.changedWhileReading, path: source.path) }
    try new.replace()
    return isCloned ? .cloned : .copied
  }

  private func warn(_ file: AddedFile, of obstacle: String) {
    StandardError.warn("\(file.name) cannot be linked, since \(obstacle)")
  }
}

extension AtomicFile {
  /// Hashes what is in the file.
  fileprivate func digest(_ reporter: ProgressReporter) throws(PayloadError) -> PayloadDigest {
    guard lseek(descriptor, 0, SEEK_SET) == 0 else { throw PayloadError(.read(code: errno), path: path) }
    return try PayloadHasher.hash(descriptor: descriptor, path: path, progress: reporter.report)
  }
}

extension PayloadSource {
  /// Copies the file and hashes what is copied.
  fileprivate func copy(to file: AtomicFile, _ reporter: ProgressReporter) throws(PayloadError) -> PayloadDigest {
    guard lseek(descriptor, 0, SEEK_SET) == 0 else { throw PayloadError(.read(code: errno), path: path) }
    return try PayloadHasher.copy(
      from: descriptor, path: path, to: file.descriptor, path: file.path, progress: reporter.report)
  }
}

extension [Attribute] {
  fileprivate func contains(all others: [Attribute]) -> Bool { others.allSatisfy(contains) }
}
