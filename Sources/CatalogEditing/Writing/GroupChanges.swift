public import Catalog

/// What is to become different about a group; what is not named here stays.
public struct GroupChanges: Hashable, Sendable {
  /// Whether a group selects by a list of machines.
  public enum Machines: Hashable, Sendable {
    /// It does not.
    case everybody
    /// By a list, one machine's ID a line, that was read from a file at a path.
    case listed([UInt8], path: String)
    /// By a file beside `app.xml`, which another group may select by too.
    case file(String)
  }

  /// The attributes that get a value; an empty one is taken away.
  public var attributes: [GroupAttribute: String]
  /// The list of machines.
  public var machines: Machines?
  /// All windows.
  public var windows: [WindowText]?
  /// All blackouts.
  public var blackouts: [BlackoutText]?

  /// Changes.
  public init(
    attributes: [GroupAttribute: String] = [:], machines: Machines? = nil, windows: [WindowText]? = nil,
    blackouts: [BlackoutText]? = nil
  ) {
    self.attributes = attributes
    self.machines = machines
    self.windows = windows
    self.blackouts = blackouts
  }

  /// Whether nothing is to become different.
  public var isEmpty: Bool { attributes.isEmpty && machines == nil && windows == nil && blackouts == nil }
}

/// Where a group stands among those of the file, which are tried in that order.
public enum GroupPosition: Hashable, Sendable {
  /// Before every other.
  case first
  /// Before the group of that name.
  case before(String)
}
