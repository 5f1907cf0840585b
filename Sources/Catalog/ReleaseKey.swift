public import Omaha

/// What tells the releases of one app apart: the version as it is written, the architecture, and for a delta the version
/// that it starts from.
public struct ReleaseKey: Hashable, Sendable {
  /// The version's text.
  public let version: String
  /// The architecture.
  public let architecture: Architecture
  /// The text of the version that a delta starts from; nil for a full release.
  public let previousVersion: String?

  /// A key.
  public init(version: String, architecture: Architecture, previousVersion: String? = nil) {
    self.version = version
    self.architecture = architecture
    self.previousVersion = previousVersion
  }

  /// The name of the release's file.
  package var fileName: String {
    let from = previousVersion.map { "_from_" + $0 } ?? ""
    return "\(version)_\(architecture.rawValue)\(from).xml"
  }

  /// The key of a release's file; nil when nothing could be named so.
  package init?(fileName: String) {
    guard fileName.hasSuffix(".xml") else { return nil }
    // Neither versions nor the names of architectures have an underscore.
    let parts = fileName.dropLast(4).split(separator: "_", omittingEmptySubsequences: false)
    guard parts.count == 2 || parts.count == 4 && parts[2] == "from",
      let version = Version(String(parts[0])), let architecture = Architecture(rawValue: String(parts[1]))
    else { return nil }
    self.version = version.text
    self.architecture = architecture
    guard parts.count == 4 else {
      previousVersion = nil
      return
    }
    guard let previous = Version(String(parts[3])) else { return nil }
    previousVersion = previous.text
  }
}
