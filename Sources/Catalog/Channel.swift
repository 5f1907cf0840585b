public import Omaha

/// A named line of releases, such as `stable`: for every architecture the release that its machines are to run.
public struct Channel: Hashable, Sendable {
  /// The name, which is also the track of the group that every channel is by itself.
  public let name: String
  /// What the channel points to; at most one per architecture.
  public let targets: [Target]
  /// The versions that nobody may jump over.
  public let floors: [Floor]
  /// The versions that nobody is offered.
  public let blocks: [Block]
  /// Whether nothing is offered from it (`updates="off"`).
  public let isPaused: Bool

  /// A channel.
  public init(
    name: String, targets: [Target], floors: [Floor] = [], blocks: [Block] = [], isPaused: Bool = false
  ) {
    self.name = name
    self.targets = targets
    self.floors = floors
    self.blocks = blocks
    self.isPaused = isPaused
  }

  /// The target for an architecture: its own, else the one for all.
  public func target(for architecture: Architecture?) -> Target? {
    targets.first { $0.architecture == architecture } ?? targets.first { $0.architecture == .all }
  }

  /// The block of a version for an architecture, if there is one.
  public func block(of version: Version, for architecture: Architecture) -> Block? {
    blocks.first { $0.version == version && ($0.architecture == nil || $0.architecture == architecture) }
  }
}

/// The release that a channel points to for one architecture.
public struct Target: Hashable, Sendable {
  /// The architecture of the release.
  public let architecture: Architecture
  /// The version of the release.
  public let version: Version
  /// When the channel was pointed there, if it is known.
  public let since: Timestamp?

  package init(architecture: Architecture, version: Version, since: Timestamp?) {
    self.architecture = architecture
    self.version = version
    self.since = since
  }
}

extension Channel {
  /// What keeps a text from being the name of a channel, a group or an app, as a clause; nil when it can be one.
  public static func fault(inName text: String) -> String? {
    if text.isEmpty { return "is empty" }
    if text.utf8.count > 128 { return "is longer than 128 bytes" }
    if text.escaped != text { return "has a character that does not print" }
    if text.first == " " || text.last == " " { return "begins or ends with a space" }
    return nil
  }
}
