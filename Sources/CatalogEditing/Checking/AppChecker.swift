package import Catalog
package import Omaha

/// Finds what is surely wrong in one `app.xml`.
struct AppChecker {
  let app: CatalogApp
  let file: String
  let now: Timestamp
  private(set) var warnings: Set<CatalogWarning> = []
  let releases: Set<ReleaseKey>
  private let lines: [AppDefinition.Location: Int]

  /// - Parameter releases: What there is; nil for what the app knows.
  init(app: CatalogApp, releases: Set<ReleaseKey>? = nil, file: String, now: Timestamp) {
    self.app = app
    self.file = file
    self.now = now
    self.releases = releases ?? Set(app.releases)
    lines = app.lines.byLocation
  }

  /// The groups of the file, without those that every channel is by itself.
  var groups: ArraySlice<ServedGroup> { app.groups.dropLast(app.channels.count) }

  mutating func check() {
    for (channel, served) in zip(app.channels, app.groups.suffix(app.channels.count)) { check(channel, served) }
    for served in groups {
      check(served)
      checkPins(of: served)
    }
    for index in groups.indices { checkHotfix(at: index) }
    checkReach()
    checkTracks()
    checkDefaultArchitecture()
  }

  /// What machines that tell no architecture count as, when nothing is published for that.
  private mutating func checkDefaultArchitecture() {
    let architectures = Set(app.groups.flatMap { $0.paths.map(\.target.architecture) })
    let stated = app.statedDefaultArchitecture
    let counted = stated ?? .amd64
    guard !architectures.isEmpty, architectures.isDisjoint(with: [.all, counted]) else { return }
    let names = architectures.map(\.rawValue).sorted()
    let hint = names.count == 1 ? ": default-arch=\"\(names[0])\" would say what they are" : ""
    warn(
      "machines that tell no architecture count as \(counted)\(stated == nil ? "" : " (default-arch)"), for which nothing has a target\(hint)",
      at: .app)
  }

  mutating func warn(_ message: String, at location: AppDefinition.Location) {
    warnings.insert(CatalogWarning(file: file, line: lines[location] ?? 0, message: message))
  }

  /// The highest floor of a channel that a version lies below.
  ///
  /// A floor that has no release yet and lies above everything that the channel points to is one that was announced in
  /// advance, and counts for nothing.
  func floor(above version: Version, for architecture: Architecture, of channel: Channel) -> Floor? {
    channel.floors.filter { floor in
      let fits = floor.architecture == nil || floor.architecture == architecture || architecture == .all
      guard fits, floor.version > version else { return false }
      return channel.targets.contains { $0.version >= floor.version } || hasRelease(of: floor.version)
    }.max { $0.version < $1.version }
  }

  private func hasRelease(of version: Version) -> Bool {
    releases.contains { $0.previousVersion == nil && Version($0.version) == version }
  }

  /// What a blocked step comes to, as a clause: what the decision takes from the step, and so what `list` and `explain` say.
  ///
  /// - Parameter group: Whose machines the step is for; nil for all of the channel.
  static func consequence(of step: UpdatePath.Step, on path: UpdatePath, for group: Group? = nil) -> String {
    let isTarget = step.version == path.target.version
    guard let release = step.offered(to: group) else {
      return isTarget ? "nothing is offered instead" : "machines below it are offered nothing"
    }
    return isTarget
      ? "\(release.version) is offered instead" : "machines below it get \(release.version) and no further"
  }
}

extension UpdatePath.Step {
  /// What machines get at the step: its own release, or what stands in for a blocked one; nil when that is nothing. Whatever foretells
  /// an offer takes it from here.
  ///
  /// - Parameter group: Whose machines they are; nil for all of the channel.
  package func offered(to group: Group?) -> Release? {
    guard let release, let group, !group.mayGo(to: release.version) else { return release }
    // A rollback is never replaced.
    return group.allowsRollback && block == nil ? release : nil
  }
}

extension Block {
  /// The reason in brackets, with a space before it.
  var reasonInBrackets: String { reason.map { " (\($0.escaped))" } ?? "" }
}

extension ServedGroup {
  /// The architecture of all machines that it selects; nil for several.
  package var architecture: Architecture? {
    group.selector.board.flatMap { Architecture(board: $0) } ?? group.selector.architecture
  }

  /// The paths that machines that it selects may take.
  package var usedPaths: [UpdatePath] {
    guard let architecture else { return paths }
    return path(for: .known(architecture)).map { [$0] } ?? []
  }
}

extension Group {
  /// Whether a machine that it selects may be older than a version.
  package func mayGo(to version: Version) -> Bool { selector.minimumVersion.map { $0 < version } ?? true }

  /// Whether a machine that it selects may run a version.
  package func mayRun(_ version: Version) -> Bool {
    selector.minimumVersion.map { $0 <= version } ?? true && selector.maximumVersion.map { version <= $0 } ?? true
  }
}
