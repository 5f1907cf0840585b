public import Omaha

/// A version that no machine is offered, whatever points to it (`<block>` of a channel).
public struct Block: Hashable, Sendable {
  /// The version.
  public let version: Version
  /// The architecture that it holds for; nil for all.
  public let architecture: Architecture?
  /// Why, for logs and explanations.
  public let reason: String?

  /// A block.
  public init(version: Version, architecture: Architecture? = nil, reason: String? = nil) {
    self.version = version
    self.architecture = architecture
    self.reason = reason
  }
}
