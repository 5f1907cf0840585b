/// Where the files of time zones are: `ROOT/zoneinfo`, then `/usr/share/zoneinfo`.
///
/// A repository that brings its own works in a chroot without `tzdata`, and gives every server of a fleet the same rules.
/// One of these serves one load of the catalog: it keeps the zones that it has read.
struct TimeZoneDirectory {
  let folders: [String]
  /// A list and no dictionary: a catalog has windows in a few zones at most.
  private var zones: [TimeZone] = []
  /// The files that were read in the first folder, which is the repository's own.
  private(set) var ownFiles: [(name: String, bytes: [UInt8])] = []

  /// A zone file larger than this, in bytes, is refused. The largest of tzdata has less than 4 KiB.
  static let limit = 64 * 1024

  /// The zones for the repository at `root`.
  init(root: String) { self.init(folders: [root + "/zoneinfo", "/usr/share/zoneinfo"]) }

  /// The zones in `folders`, the first that has a name deciding.
  init(folders: [String]) { self.folders = folders }

  /// The zone with an IANA name. `UTC` and `Etc/UTC` need no file.
  mutating func zone(named name: String) throws(TimeZoneError) -> TimeZone {
    if name == "UTC" || name == "Etc/UTC" { return .utc }
    for zone in zones where zone.name == name { return zone }
    guard Self.isName(name) else { throw TimeZoneError("is not the name of a time zone, such as Europe/Berlin") }
    for folder in folders {
      guard let bytes = try Self.read(name, in: folder) else { continue }
      let zone: TimeZone
      do { zone = try TimeZone(name: name, tzif: bytes) } catch {
        throw TimeZoneError("is not usable: \(folder.escaped)/\(name) \(error.message)")
      }
      zones.append(zone)
      if folder == folders.first { ownFiles.append((name, bytes)) }
      return zone
    }
    throw unknown(name)
  }

  /// Letters, digits, `_`, `-`, `+`, in parts between single slashes, at most 64 bytes: no such name leaves its folder.
  static func isName(_ name: String) -> Bool {
    guard (1...64).contains(name.utf8.count) else { return false }
    return name.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).allSatisfy { part in
      !part.isEmpty
        && part.allSatisfy { byte in
          switch byte {
          case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "+"):
            true
          default: false
          }
        }
    }
  }

  /// The bytes of a zone's file, nil when the folder lacks it. Links are followed: tzdata has them for every alias.
  private static func read(_ name: String, in folder: String) throws(TimeZoneError) -> [UInt8]? {
    do {
      return try Directory(path: folder).read(name, limit: limit)
    } catch {
      guard !error.isMissing else { return nil }
      throw TimeZoneError("is not usable: \(error)")
    }
  }
}
