public import Catalog
public import Omaha

// The groups that `promote --first-to` makes: `fleet-first-1.3.1`, or `fleet-first-1.3.1-arm64` where a release is not for every
// architecture of the channel.
extension Group {
  static let hotfixMark = "-first-"

  /// The name of the group that lets machines of another have a release first.
  ///
  /// - Parameter architecture: Nil for every one.
  public static func hotfixName(of group: String, _ version: Version, _ architecture: Architecture? = nil) -> String {
    "\(group)\(hotfixMark)\(version)\(architecture.map { "-\($0.rawValue)" } ?? "")"
  }

  /// Whether this is such a group of another one: by its name, and pinned to the version that is in that.
  public func isHotfix(of other: String) -> Bool {
    guard let version = pins.first?.version else { return false }
    let architectures = [nil] + Architecture.allCases.map(Optional.some)
    return architectures.contains { name == Self.hotfixName(of: other, version, $0) }
  }
}
