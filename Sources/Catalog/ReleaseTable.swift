/// The releases that an app's channels point to, by their keys.
///
/// Few are kept in a list: going through it is as fast as a look-up, and spares omaha-cgi's start a dictionary (OmahaCGI.swift).
struct ReleaseTable: Sendable {
  private struct Entry {
    let key: ReleaseKey
    let release: Release
  }

  private static let few = 8

  private var list: [Entry] = []
  /// Everything, when there are more than a few.
  private var index: [ReleaseKey: Release]?

  var count: Int { list.count }

  var keys: [ReleaseKey] { list.map(\.key) }

  subscript(key: ReleaseKey) -> Release? {
    if let index { return index[key] }
    for entry in list where entry.key == key { return entry.release }
    return nil
  }

  /// Adds a release; the first of a key stays.
  mutating func add(_ release: Release, for key: ReleaseKey) {
    guard self[key] == nil else { return }
    list.append(Entry(key: key, release: release))
    if index != nil {
      index?[key] = release
    } else if list.count > Self.few {
      var index: [ReleaseKey: Release] = [:]
      for entry in list { index[entry.key] = entry.release }
      self.index = index
    }
  }
}
