/// The answer to an update check: `<updatecheck>` of a response.
public struct UpdateCheckResult: Hashable, Sendable {
  /// `status`; empty when absent.
  public let status: UpdateCheckStatus

  /// `PollInterval`: seconds until the next check; update_engine clamps it to 45 minutes…4 hours and forgets it unless it
  /// is repeated.
  public let pollInterval: Int64?

  /// `codebase` of each `<url>`: where the packages are, to be joined with a package's name. update_engine wants them
  /// absolute and ending in `/`.
  public let codebases: [String]

  /// `<manifest>`; clients that can pass through several releases get one for each, in that order.
  public let manifests: [Manifest]

  /// Every other attribute, in the order of the document.
  public let attributes: [Attribute]

  /// The release on offer: the first manifest.
  public var manifest: Manifest? { manifests.first }

  /// The answer to an update check.
  public init(
    status: UpdateCheckStatus, pollInterval: Int64? = nil, codebases: [String] = [], manifests: [Manifest] = [],
    attributes: [Attribute] = []
  ) {
    self.status = status
    self.pollInterval = pollInterval
    self.codebases = codebases
    self.manifests = manifests
    self.attributes = attributes
  }
}
