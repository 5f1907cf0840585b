public import Omaha

/// A version that no machine may jump over: whoever is below it gets it first (`<floor>` of a channel).
public struct Floor: Hashable, Sendable {
  /// The version; a release of it exists wherever a target lies above it.
  public let version: Version
  /// The architecture that it holds for; nil for all.
  public let architecture: Architecture?
  /// Why, for logs and explanations.
  public let reason: String?

  /// A floor.
  public init(version: Version, architecture: Architecture? = nil, reason: String? = nil) {
    self.version = version
    self.architecture = architecture
    self.reason = reason
  }
}
