public import Catalog
public import Omaha
internal import XML

/// Channels and what stands in them.
extension AppEditor {
  /// Adds a channel behind the others; false when it is there already.
  public mutating func addChannel(_ name: String) throws(RepositoryError) -> Bool {
    guard channel(named: name) == nil else { return false }
    return try edit { document in
      let root = try document.rootElement()
      try document.insert(
        NewElement("channel", ["name": name]), into: root, after: root.children.last("channel"))
    }
  }

  /// Removes a channel with all that stands in it; false when there is none. A group that follows it is an error.
  public mutating func removeChannel(_ name: String) throws(RepositoryError) -> Bool {
    try edit { document in
      let root = try document.rootElement()
      if let channel = root.child("channel", named: name) { document.remove(channel, of: root, isRoot: true) }
    }
  }

  /// Makes a version a floor of a channel; false when it is one already, with this reason.
  ///
  /// - Parameters:
  ///   - architecture: nil for all.
  ///   - reason: nil leaves what is there, an empty one takes it away.
  public mutating func setFloor(
    _ version: Version, for architecture: Architecture?, reason: String?, channel: String
  ) throws(RepositoryError) -> Bool {
    try setRule(
      .floor, version, for: architecture, reason: reason, channel: channel,
      Floor(version: version, architecture: architecture, reason: reason.nonempty).attributes)
  }

  /// Blocks a version in a channel; false when it is blocked already, with this reason.
  public mutating func setBlock(
    _ version: Version, for architecture: Architecture?, reason: String?, channel: String
  ) throws(RepositoryError) -> Bool {
    try setRule(
      .block, version, for: architecture, reason: reason, channel: channel,
      Block(version: version, architecture: architecture, reason: reason.nonempty).attributes)
  }

  /// Removes the floors at a version from a channel; false when there is none.
  ///
  /// - Parameter architecture: nil for those of every architecture.
  public mutating func removeFloor(
    _ version: Version, for architecture: Architecture?, channel: String
  ) throws(RepositoryError) -> Bool {
    try removeRules(.floor, version, for: architecture, channel: channel)
  }

  /// Removes the blocks of a version from a channel; false when there is none.
  ///
  /// - Parameter architecture: nil for those of every architecture.
  public mutating func removeBlock(
    _ version: Version, for architecture: Architecture?, channel: String
  ) throws(RepositoryError) -> Bool {
    try removeRules(.block, version, for: architecture, channel: channel)
  }

  private mutating func setRule(
    _ kind: ChannelElement, _ version: Version, for architecture: Architecture?, reason: String?, channel: String,
    _ attributes: ElementAttributes
  ) throws(RepositoryError) -> Bool {
    try edit { document in
      guard let parent = try document.rootElement().child("channel", named: channel) else { return }
      let old = parent.children.first { $0.isRule(kind, version) && $0.architecture == architecture }
      if let old {
        if reason != nil { try document.set("reason", to: reason.nonempty, of: old) }
      } else {
        try document.insert(NewElement(kind, attributes), into: parent, order: ChannelElement.self)
      }
    }
  }

  private mutating func removeRules(
    _ kind: ChannelElement, _ version: Version, for architecture: Architecture?, channel: String
  ) throws(RepositoryError) -> Bool {
    try edit { document in
      // One after the other: each removal moves what follows.
      while let parent = try document.rootElement().child("channel", named: channel),
        let rule = parent.children.first(where: {
          $0.isRule(kind, version) && (architecture == nil || $0.architecture == architecture)
        })
      {
        document.remove(rule, of: parent)
      }
    }
  }
}

extension XMLElement {
  /// Whether this is a floor or a block of a version, as `kind` says.
  fileprivate func isRule(_ kind: ChannelElement, _ version: Version) -> Bool {
    name == kind.rawValue && value("version").flatMap(Version.init) == version
  }

  /// The architecture that the element is for; nil for all.
  fileprivate var architecture: Architecture? {
    let architecture = value("arch").flatMap(Architecture.init(alias:))
    return architecture == .all ? nil : architecture
  }
}

extension String? {
  /// Nil also when the text is empty.
  fileprivate var nonempty: String? { self == "" ? nil : self }
}
