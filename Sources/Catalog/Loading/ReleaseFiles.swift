internal import Omaha
internal import Posix

/// The releases of a directory that is not listed unless it must be: for a process that answers one request, a directory of
/// ten thousand would take longer than all the rest.
final class ReleaseFiles: ReleaseIndex {
  /// `releases/`; nil when there is none.
  let directory: Directory?
  /// The versions of the machines that ask, for which deltas are looked up.
  let versions: [Version]
  /// Releases besides those of the directory, by the names of their files.
  let pending: [String: [UInt8]]

  init(directory: Directory?, versions: [Version], pending: [String: [UInt8]]) {
    self.directory = directory
    self.versions = versions
    self.pending = pending
  }

  func contains(_ key: ReleaseKey) -> Bool {
    let name = key.fileName
    return pending[name] != nil || directory?.contains(name) == true
  }

  /// Listed once, at the first version that is blocked. A directory that cannot be read has no releases: whatever needs one is
  /// then reported as missing.
  lazy var fullReleases: [(key: ReleaseKey, version: Version)] = {
    let entries = (try? directory?.entries()) ?? []
    let names = entries.filter(AppLoader.isRelease).map(\.name) + pending.keys
    return names.compactMap { ReleaseKey(fileName: $0) }.full
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
