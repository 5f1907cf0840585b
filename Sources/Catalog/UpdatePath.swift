public import Omaha

/// The way of a group's machines of one architecture: the floors that lie before the target, oldest first, then the target.
///
/// Everything that does not depend on the machine is worked out when the catalog is loaded: which release each step comes
/// to after the blocks, and the deltas to it.
public struct UpdatePath: Sendable {
  /// The machines' architecture; ``Omaha/Architecture/all`` for those that no other path of the group is for.
  public let architecture: Architecture
  /// Where the channel or the pin points to.
  public let target: Target
  /// The floors below the target and the target itself, by version.
  public let steps: [Step]

  /// A version that machines are to get before anything newer.
  public struct Step: Sendable {
    /// The version.
    public let version: Version
    /// The floor that this is; nil for the target.
    public let floor: Floor?
    /// What keeps the version itself from being offered.
    public let block: Block?
    /// What is offered: the version's release, or for a blocked one the newest below it that is not blocked, a
    /// pre-release only for a pre-release; nil when there is none.
    public let release: Release?
    /// The deltas to ``release``.
    public let deltas: [Release]

    /// The delta to ``release`` from exactly this version.
    public func delta(from version: Version) -> Release? {
      // By text: versions that compare alike may be different images.
      deltas.first { $0.previousVersion?.text == version.text }
    }
  }

  /// The step of a machine: the lowest floor above its version, else the target.
  public func step(for version: Version) -> Step? {
    steps.first { $0.floor != nil && $0.version > version } ?? steps.last
  }
}

/// A group with its channel and the ways of its machines.
///
/// An object, so that a request goes through the groups without copying what each says.
public final class ServedGroup: Sendable {
  /// The group.
  public let group: Group
  /// The channel that it follows.
  public let channel: Channel
  /// The ways; at most one per architecture.
  public let paths: [UpdatePath]
  /// What a machine counts as that tells no architecture, where there is no target for all.
  public let defaultArchitecture: Architecture

  init(group: Group, channel: Channel, paths: [UpdatePath], defaultArchitecture: Architecture) {
    self.defaultArchitecture = defaultArchitecture
    self.group = group
    self.channel = channel
    self.paths = paths
  }

  /// The first criterion of the group that a machine does not fit; nil when it belongs here.
  ///
  /// - Parameter track: the machine's track as ``CatalogApp/track(of:)`` reads it.
  public func mismatch(_ machine: Machine, track: String?) -> Selector.Criterion? {
    group.selector.mismatch(machine, track: track)
  }

  /// The way of a machine: that of its architecture, else that for all.
  ///
  /// A machine that tells no architecture gets the way for all, else that of the app's default: which other architectures have a
  /// target does not matter, so that publishing for one more changes nothing for it.
  public func path(for machine: MachineArchitecture) -> UpdatePath? {
    switch machine {
    case .known(let architecture): path(for: architecture) ?? path(for: .all)
    case .foreign: path(for: .all)
    case .unstated: path(for: .all) ?? path(for: defaultArchitecture)
    }
  }

  private func path(for architecture: Architecture) -> UpdatePath? {
    for index in paths.indices where paths[index].architecture == architecture { return paths[index] }
    return nil
  }
}
