internal import Catalog
internal import CatalogEditing
internal import Console
internal import FoundationEssentials
internal import Omaha
internal import Reports

/// Removes the releases of a version, or says what it would remove.
struct ReleaseRemoval {
  let repository: Repository
  /// Nil to say what would be done.
  let writer: RepositoryWriter?
  let app: ApplicationID
  let version: Version
  /// Nil for the full release and every delta.
  let previous: Version?
  /// Nil for all.
  let architecture: Architecture?

  func run(_ output: ChangeReport) throws {
    guard repository.apps().contains(app) else {
      return output.say("there is no app \(app.key): nothing to remove", ofMissing: app, in: repository)
    }
    let known = try KnownVersions(of: app, in: repository)
    let version = try known.written(version)
    let releases = try repository.releases(of: app).filter { $0.version == version.text }
    let previous = previous.map { Self.written($0, in: releases) }
    func isWanted(_ key: ReleaseKey) -> Bool {
      (architecture.map { $0 == key.architecture } ?? true) && (previous.map { $0.text == key.previousVersion } ?? true)
    }
    let published = releases.filter(isWanted)
    try checkUnused(published)
    // Also without a release: an interrupted removal or addition leaves the payload.
    let leftovers = try repository.payloads(of: app, version).filter { isWanted($0) && !published.contains($0) }
    // A delta without its full release is of no use, so it goes first.
    if let writer {
      try writer.recordRemoval(of: published, from: app)
    } else if !published.isEmpty {
      try ChangeHistory.requireReadable(of: app, in: repository)
    }
    let deltas = published.filter { $0.previousVersion != nil }
    var isFound = false
    for key in deltas + published.filter({ $0.previousVersion == nil }) + leftovers {
      let isPublished = published.contains(key)
      if isPublished { try writer?.removeRelease(of: app, key) }
      let files = try writer?.removePayload(of: app, key) ?? payloadCount(key)
      guard isPublished || files > 0 else { continue }
      isFound = true
      output.say(
        "\(writer == nil ? "would remove" : "removed") \(key.text) of \(app.key) and \(quantity(files, "payload file"))",
        isChange: true)
    }
    guard !isFound else { return }
    let others = releases.filter { previous == nil || $0.previousVersion == previous?.text }.map(\.architecture)
    let missing = CommandFailure.noSuchRelease(app, version, architecture, previous: previous, others: others).message
    output.say("\(missing): nothing to remove", isChange: false)
  }

  /// The version that a delta is from, as the delta writes it: `1.0` for `1.0.0`.
  private static func written(_ previous: Version, in releases: [ReleaseKey]) -> Version {
    let versions = releases.compactMap { $0.previousVersion.flatMap { Version($0) } }
    if versions.contains(where: { $0.text == previous.text }) { return previous }
    return versions.first { $0 == previous && $0.build == previous.build } ?? previous
  }

  /// All or nothing: what cannot be removed is found before anything is.
  private func checkUnused(_ keys: [ReleaseKey]) throws {
    let editor = try AppEditor(repository, app)
    for key in keys {
      let references = try editor.referrers(to: key)
      guard references.isEmpty else {
        throw CommandFailure(
          "\(references.map(\.description).listed()) of \(app.key) \(references.count == 1 ? "points" : "point") to \(key.version) \(key.architecture)",
          hint: references.remedies(key, in: editor).joined(separator: "; "),
          exitCode: CommandFailure.checkFailed)
      }
    }
  }

  private func payloadCount(_ key: ReleaseKey) -> Int {
    (try? FileManager.default.contentsOfDirectory(atPath: repository.payloadDirectory(app, key)))?.count ?? 0
  }
}

extension [ReleaseReference] {
  /// What to do so that nothing names a release of an app any more, each once. What another architecture has stays.
  fileprivate func remedies(_ key: ReleaseKey, in editor: AppEditor) -> [String] {
    func concerns(_ version: Version, _ architecture: Architecture?) -> Bool {
      version.text == key.version
        && (architecture == nil || key.architecture == .all || architecture == key.architecture)
    }
    /// The option for the only architecture that something is for.
    func only(_ rules: [(Version, Architecture?)]) -> [String] {
      let architectures = rules.filter(concerns).map(\.1).unique
      guard let only = architectures.first, architectures.count == 1, let only else { return [] }
      return ["--arch", only.rawValue]
    }
    func commands(_ words: [String], _ option: String, _ places: [(name: String, only: [String])]) -> String {
      places.map(\.only).unique.map { only in
        let names = places.filter { $0.only == only }.flatMap { [option, $0.name] }
        return suggested(words + names + only, app: editor.app)
      }.listed()
    }
    let floors = compactMap { reference -> (name: String, only: [String])? in
      guard case .floor(let name) = reference else { return nil }
      return (name, only(editor.channel(named: name)?.floors.map { ($0.version, $0.architecture) } ?? []))
    }
    let pins = compactMap { reference -> (name: String, only: [String])? in
      guard case .pin(let name) = reference else { return nil }
      return (name, only(editor.group(named: name)?.pins.map { ($0.version, $0.architecture) } ?? []))
    }
    var remedies = count > floors.count + pins.count ? ["promote another release there first"] : []
    if !floors.isEmpty {
      let commands = commands(["floor", "remove", key.version], "--channel", floors)
      remedies.append("remove the \(floors.count == 1 ? "floor" : "floors") first, with \(commands)")
    }
    if !pins.isEmpty {
      let (group, pin) = pins.count == 1 ? ("group", "pin") : ("groups", "pins")
      let commands = commands(["pin", "remove"], "--group", pins)
      remedies.append("pin the \(group) to another release first, or take the \(pin) away with \(commands)")
    }
    return remedies
  }
}
