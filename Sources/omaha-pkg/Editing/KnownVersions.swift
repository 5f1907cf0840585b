internal import Catalog
internal import CatalogEditing
internal import Console
internal import Omaha

/// The versions that an app has releases of, and which of them are the same version to every machine.
///
/// `1.0` and `1.0.0` are two ways to write one version, and a machine does not look at what follows `+`: who runs one build is not
/// offered another.
struct KnownVersions {
  private let app: ApplicationID
  /// As their releases write them, each once; those without a build come first.
  private let versions: [Version]

  /// The versions that an app of a repository has releases of.
  init(of app: ApplicationID, in repository: Repository) throws(RepositoryError) {
    self.app = app
    var versions: [Version] = []
    for key in try repository.releases(of: app) where versions.last?.text != key.version {
      if let version = Version(key.version) { versions.append(version) }
    }
    self.versions = versions.filter { $0.build == nil } + versions.filter { $0.build != nil }
  }

  /// A version as its release writes it: `1.0` for `1.0.0`, also beside `1.0+b`; for a version without a build the only one that there
  /// is. A version without a release stays as it is.
  func written(_ version: Version) throws(CommandFailure) -> Version {
    let candidates = releases(meantBy: version)
    guard candidates.count > 1 else { return candidates.first ?? version }
    throw CommandFailure(
      "\(version) may be \(Self.list(candidates, "or")) of \(app.key)", hint: "write the one that is meant",
      exitCode: CommandFailure.usage)
  }

  /// The same for what is done to all builds of a version at once: of several none has to be chosen.
  func writtenForAll(_ version: Version) -> Version {
    let candidates = releases(meantBy: version)
    return candidates.count == 1 ? candidates[0] : version
  }

  /// The version itself, else those of the same build, else for a version without a build every build.
  private func releases(meantBy version: Version) -> [Version] {
    if versions.contains(where: { $0.text == version.text }) { return [version] }
    let builds = versions.filter { $0 == version }
    let same = builds.filter { $0.build == version.build }
    return same.isEmpty && version.build == nil ? builds : same
  }

  /// Throws when a release of a version that is to be added would be one that there is, written in another way; warns of one that
  /// differs in its build only.
  func checkAdded(_ version: Version) throws(CommandFailure) {
    let twins = twins(of: version)
    let isNew = !versions.contains { $0.text == version.text }
    if isNew, let same = twins.first(where: { $0.build == version.build }) {
      throw CommandFailure(
        "\(version) is the same version as \(same), which \(app.key) has already",
        hint: "write it as \(same), or choose a newer version",
        exitCode: CommandFailure.cannotCreate)
    }
    guard !twins.isEmpty else { return }
    StandardError.warn(
      "\(version) is the same version as \(Self.list(twins, "and")) to every machine: none that runs one of them is offered another"
    )
  }

  /// That what is done to a version is done to others too; nil when it is not.
  ///
  /// - Parameters:
  ///   - plural: What these versions are now: `are blocked`.
  ///   - singular: The same of one: `is blocked`.
  func consequence(of version: Version, _ plural: String, _ singular: String) -> String? {
    let twins = twins(of: version)
    if !twins.isEmpty {
      let isOne = version.build != nil || versions.contains { $0.text == version.text }
      let all = Self.list((isOne ? [version] : []) + twins, "and")
      return "\(all) are the same version to every machine, so all of them \(plural)"
    }
    if version.build != nil {
      let base = version.text.prefix { $0 != "+" }
      return "no machine looks at what follows the + of \(version), so every build of \(base) \(singular)"
    }
    return nil
  }

  /// All of them, oldest first.
  var all: [Version] { versions.sorted() }

  /// The newest version below another.
  func newest(below version: Version) -> Version? { versions.filter { $0 < version }.max() }

  /// Of the versions next to another that with more of its leading numbers, then that with the nearer number; the older one when both
  /// are as near.
  func nearest(to version: Version) -> Version? {
    let neighbours = [versions.filter { $0 <= version }.max(), versions.filter { $0 > version }.min()].compactMap { $0 }
    return neighbours.min { Self.distance(version, $0) < Self.distance(version, $1) }
  }

  /// How many of the leading numbers are not the same, and how far apart the first of them are.
  private static func distance(_ one: Version, _ other: Version) -> (Int, UInt) {
    func numbers(_ version: Version) -> [UInt] {
      version.text.prefix { $0 != "-" && $0 != "+" }.split(separator: ".").map { UInt($0) ?? .max }
    }
    let (numbers, others) = (numbers(one), numbers(other))
    let length = max(numbers.count, others.count)
    func number(_ numbers: [UInt], _ index: Int) -> UInt { index < numbers.count ? numbers[index] : 0 }
    guard let first = (0..<length).first(where: { number(numbers, $0) != number(others, $0) }) else { return (0, 0) }
    let (left, right) = (number(numbers, first), number(others, first))
    return (length - first, max(left, right) - min(left, right))
  }

  /// That there is no release of a version, and which is nearest; nil when there is one.
  func missing(_ version: Version) -> String? {
    guard !versions.contains(version) else { return nil }
    let nearest = nearest(to: version).map { "; the nearest is \($0)" } ?? ""
    return "there is no release \(version) of \(app.key) yet\(nearest)"
  }

  /// The other versions that are the same to every machine.
  private func twins(of version: Version) -> [Version] {
    versions.filter { $0 == version && $0.text != version.text }
  }

  private static func list(_ versions: [Version], _ last: String) -> String {
    versions.map(\.text).listed(last)
  }
}

extension [GroupAttribute: String] {
  /// The same with versions as their releases write them; where several may be meant, as they are.
  func written(_ known: KnownVersions) -> Self {
    var attributes = self
    for attribute in [GroupAttribute.minimumVersion, .maximumVersion] {
      guard let version = self[attribute].flatMap({ $0.isEmpty ? nil : Version($0) }) else { continue }
      if let written = try? known.written(version) { attributes[attribute] = written.text }
    }
    return attributes
  }
}

extension AppEditor {
  /// The versions that there are releases of.
  func knownVersions() throws(RepositoryError) -> KnownVersions { try KnownVersions(of: app, in: repository) }
}
