public import Catalog
public import Omaha

// The groups that `promote --first-to` makes: `fleet-first-1.3.1`, or `fleet-first-1.3.1-arm64` where a release is not for every
// architecture of the channel. Others of the same release have a number behind that: `fleet-first-1.3.1-2`.
extension Group {
  static let hotfixMark = "-first-"

  /// The name of the group that lets machines of another have a release first.
  ///
  /// - Parameter architecture: Nil for every one.
  public static func hotfixName(of group: String, _ version: Version, _ architecture: Architecture? = nil) -> String {
    "\(group)\(hotfixMark)\(version)\(architecture.map { "-\($0.rawValue)" } ?? "")"
  }

  /// The release that such a group has for its machines; nil for any other group.
  var hotfixVersion: Version? {
    guard let version = pins.first?.version, pins.allSatisfy({ $0.version == version }),
      let mark = name.ranges(of: Self.hotfixMark).last, isHotfix(of: String(name[..<mark.lowerBound]))
    else { return nil }
    return version
  }

  /// Whether this is such a group of another one: by its name, and pinned to the version that is in that.
  public func isHotfix(of other: String) -> Bool {
    guard let version = pins.first?.version else { return false }
    return ([nil] + Architecture.allCases.map(Optional.some)).contains { architecture in
      let plain = Self.hotfixName(of: other, version, architecture)
      if name == plain { return true }
      guard name.hasPrefix(plain + "-"), let number = Int(name.dropFirst(plain.count + 1)) else { return false }
      return number > 1
    }
  }
}

extension AppEditor {
  /// A name for such a group that no group has: with a number where several of one release are for different machines.
  public func freeHotfixName(of group: String, _ version: Version, _ architecture: Architecture? = nil) -> String {
    let plain = Group.hotfixName(of: group, version, architecture)
    var name = plain
    var number = 1
    while self.group(named: name) != nil {
      number += 1
      name = "\(plain)-\(number)"
    }
    return name
  }
}
