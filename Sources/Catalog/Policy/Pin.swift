public import Omaha

/// The version that a group gets instead of what its channel points to (`<pin>` of a group).
public struct Pin: Hashable, Sendable {
  /// The version.
  public let version: Version
  /// The architecture that it holds for; nil for every one that the version has a release for.
  public let architecture: Architecture?
  /// When the group was pinned, which a rollout counts from; nil when it is not known.
  public let since: Timestamp?

  /// A pin.
  public init(version: Version, architecture: Architecture? = nil, since: Timestamp? = nil) {
    self.version = version
    self.architecture = architecture
    self.since = since
  }
}
