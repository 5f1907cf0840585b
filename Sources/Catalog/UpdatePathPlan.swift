internal import Omaha

/// An ``UpdatePath`` by the keys of its releases, before they are read.
struct UpdatePathPlan {
  let architecture: Architecture
  let target: Target
  let steps: [Step]

  struct Step {
    let version: Version
    let floor: Floor?
    let block: Block?
    /// Whether the release exists or not; nil when the version is blocked and nothing unblocked lies below it.
    let release: ReleaseKey?
    let deltas: [ReleaseKey]
  }

  /// The path over these releases.
  func path(over releases: ReleaseTable) -> UpdatePath {
    UpdatePath(
      architecture: architecture, target: target,
      steps: steps.map { step in
        UpdatePath.Step(
          version: step.version, floor: step.floor, block: step.block, release: step.release.flatMap { releases[$0] },
          deltas: step.deltas.compactMap { releases[$0] })
      })
  }
}

/// What releases there are, as far as the planning of paths asks.
protocol ReleaseIndex {
  func contains(_ key: ReleaseKey) -> Bool
  /// The keys of all full releases, with their versions.
  var fullReleases: [(key: ReleaseKey, version: Version)] { get }
  /// The deltas to a release.
  func deltas(to key: ReleaseKey) -> [ReleaseKey]
}

extension ReleaseIndex {
  /// The version of the full release that is that of a key to every machine, and is written in another way.
  func twin(of key: ReleaseKey) -> Version? {
    guard let version = Version(key.version) else { return nil }
    return fullReleases.first {
      $0.version == version && $0.key.architecture == key.architecture && $0.key.version != key.version
    }?.version
  }

  /// The ways of a group over its channel.
  func plans(of group: Group, over channel: Channel) -> [UpdatePathPlan] {
    var targets: [Target] = []
    if let pin = group.pins.first(where: { $0.architecture == nil }) {
      let existing = Architecture.allCases.filter {
        contains(ReleaseKey(version: pin.version.text, architecture: $0))
      }
      // Without any release: the loader says what is missing.
      targets = (existing.isEmpty ? [.all] : existing).map { pin.target(for: $0) }
    } else {
      targets = group.pins.compactMap { pin in pin.architecture.map { pin.target(for: $0) } }
      targets += channel.targets.filter { target in !targets.contains { $0.architecture == target.architecture } }
    }
    var plans = targets.map { plan(to: $0, for: $0.architecture, over: channel) }
    // A floor or block of one architecture gives its machines a way of their own to the target for all.
    if let forAll = targets.first(where: { $0.architecture == .all }) {
      for architecture in Architecture.allCases where !targets.contains(where: { $0.architecture == architecture }) {
        let isSpecial =
          channel.floors.contains { $0.architecture == architecture }
          || channel.blocks.contains { $0.architecture == architecture }
        if isSpecial { plans.append(plan(to: forAll, for: architecture, over: channel)) }
      }
    }
    return plans
  }

  private func plan(to target: Target, for architecture: Architecture, over channel: Channel) -> UpdatePathPlan {
    let floors = channel.floors.filter { floor in
      (floor.architecture == nil || floor.architecture == architecture) && floor.version < target.version
    }.sorted { $0.version < $1.version }
    var steps = floors.map { floor in
      step(
        floor.version, existing(floor.version, for: architecture), floor: floor, for: architecture, over: channel)
    }
    let isFloor = channel.floors.first {
      $0.version == target.version && ($0.architecture == nil || $0.architecture == architecture)
    }
    steps.append(step(target.version, target.key, floor: isFloor, for: architecture, over: channel))
    return UpdatePathPlan(architecture: architecture, target: target, steps: steps)
  }

  private func step(
    _ version: Version, _ key: ReleaseKey, floor: Floor?, for architecture: Architecture, over channel: Channel
  ) -> UpdatePathPlan.Step {
    let block = channel.block(of: version, for: architecture)
    let release = block == nil ? key : newest(below: version, for: architecture, over: channel)
    return UpdatePathPlan.Step(
      version: version, floor: floor, block: block, release: release, deltas: release.map { deltas(to: $0) } ?? [])
  }

  /// The release of a version for an architecture: its own, else that for all; its own also when there is neither.
  private func existing(_ version: Version, for architecture: Architecture) -> ReleaseKey {
    let own = ReleaseKey(version: version.text, architecture: architecture)
    let forAll = ReleaseKey(version: version.text, architecture: .all)
    return !contains(own) && contains(forAll) ? forAll : own
  }

  /// The newest release that can stand in for a blocked version. Those who follow releases are not given a pre-release.
  private func newest(below limit: Version, for architecture: Architecture, over channel: Channel) -> ReleaseKey? {
    var newest: (key: ReleaseKey, version: Version)?
    for (key, version) in fullReleases where key.architecture == architecture || key.architecture == .all {
      guard version < limit, !version.isPreRelease || limit.isPreRelease,
        channel.block(of: version, for: architecture) == nil
      else { continue }
      if let newest, !Self.isBetter(key, version, than: newest) { continue }
      newest = (key, version)
    }
    return newest?.key
  }

  /// Whether a release stands in for a blocked version rather than another one: the newer; of one version that for the
  /// architecture itself; of two versions that compare alike (`1.0+a`, `1.0+b`) that of the greater text. The order in which
  /// releases are found is another one on every host.
  private static func isBetter(
    _ key: ReleaseKey, _ version: Version, than other: (key: ReleaseKey, version: Version)
  ) -> Bool {
    if version != other.version { return version > other.version }
    if key.architecture != other.key.architecture { return other.key.architecture == .all }
    return key.version > other.key.version
  }
}

extension Pin {
  func target(for architecture: Architecture) -> Target {
    Target(architecture: architecture, version: version, since: since)
  }
}

/// An index over keys that are all known.
struct ReleaseKeys: ReleaseIndex {
  private let keys: Set<ReleaseKey>
  private let deltas: [ReleaseKey: [ReleaseKey]]
  let fullReleases: [(key: ReleaseKey, version: Version)]

  init(_ keys: some Sequence<ReleaseKey>) {
    self.keys = Set(keys)
    var deltas: [ReleaseKey: [ReleaseKey]] = [:]
    for key in self.keys where key.previousVersion != nil { deltas[key.full, default: []].append(key) }
    self.deltas = deltas
    fullReleases = self.keys.full
  }

  func contains(_ key: ReleaseKey) -> Bool { keys.contains(key) }
  func deltas(to key: ReleaseKey) -> [ReleaseKey] { deltas[key] ?? [] }
}

extension Sequence<ReleaseKey> {
  /// Those of full releases, with their versions.
  var full: [(key: ReleaseKey, version: Version)] {
    compactMap { key in key.previousVersion == nil ? Version(key.version).map { (key, $0) } : nil }
  }
}

extension ReleaseKey {
  /// The key of the full release of the same version.
  package var full: ReleaseKey { ReleaseKey(version: version, architecture: architecture) }
}
