internal import Omaha
internal import Posix

/// The releases of a directory that is not listed unless it must be: for a process that answers one request, a directory of
/// ten thousand would take longer than all the rest.
final class ReleaseFiles: ReleaseIndex {
  /// `releases/`; nil when there is none.
  let directory: Directory?
  /// The versions of the machines that ask, for which deltas are looked up.
  let versions: [Version]

  init(directory: Directory?, versions: [Version]) {
    self.directory = directory
    self.versions = versions
  }

  func contains(_ key: ReleaseKey) -> Bool { directory?.contains(key.fileName) == true }

  /// Listed once, at the first version that is blocked. A directory that cannot be read has no releases: whatever needs one is
  /// then reported as missing.
  lazy var fullReleases: [(key: ReleaseKey, version: Version)] = {
    guard let directory, let entries = try? directory.entries() else { return [] }
    return entries.filter(AppLoader.isRelease).compactMap { ReleaseKey(fileName: $0.name) }.full
  }()

  func deltas(to key: ReleaseKey) -> [ReleaseKey] {
    var deltas: [ReleaseKey] = []
    for version in versions {
      // A version has only characters that a file's name may have.
      let delta = ReleaseKey(version: key.version, architecture: key.architecture, previousVersion: version.text)
      if !deltas.contains(delta), contains(delta) { deltas.append(delta) }
    }
    return deltas
  }
}
