public import Catalog
public import Omaha
internal import XML

/// Pins, rollouts and pauses.
extension AppEditor {
  /// Pins a group to a version; false when it is pinned there already. Without an architecture this replaces every pin of
  /// the group.
  ///
  /// - Parameter now: The moment from which a rollout of the group counts.
  public mutating func pin(
    _ group: String, to version: Version, for architecture: Architecture?, now: Timestamp
  ) throws(RepositoryError) -> Bool {
    let needsSince = self.group(named: group)?.rollout?.needsSince == true
    return try edit { document in
      if architecture == nil {
        try document.removePins(of: group) { $0 != nil }
      }
      guard let parent = try document.group(group) else { return }
      if let old = parent.children.first(where: { $0.name == "pin" && $0.pinArchitecture == architecture }) {
        let since = old.value("since").flatMap { Timestamp($0) }
        let isRight = since.map { $0.doubt(at: now) == nil } ?? !needsSince
        guard old.value("version") != version.text || !isRight else { return }
        return try document.change(old, version: version, since: now)
      }
      let new = NewElement(
        GroupElement.pin, Pin(version: version, architecture: architecture, since: now).attributes)
      try document.insert(new, into: parent, order: GroupElement.self)
    }
  }

  /// Moves the moment that a rollout of a group's pin counts from.
  ///
  /// - Parameter architecture: That of the pin; nil for the one for every architecture.
  public mutating func setSince(
    _ since: Timestamp, ofPinOf group: String, for architecture: Architecture?
  ) throws(RepositoryError) {
    try edit { document in
      let pins = try document.group(group)?.children.filter { $0.name == "pin" && $0.pinArchitecture == architecture }
      if let pin = pins?.first { try document.set("since", to: since.description, of: pin) }
    }
  }

  /// Removes the pins of a group; false when there is none.
  ///
  /// - Parameter architecture: nil for every pin.
  public mutating func unpin(_ group: String, for architecture: Architecture?) throws(RepositoryError) -> Bool {
    try edit { document in
      try document.removePins(of: group) { architecture == nil || $0 == architecture }
    }
  }

  /// Gives a group a rollout, or takes it away with nil; false when that is so already.
  public mutating func setRollout(_ rollout: Rollout?, of group: String) throws(RepositoryError) -> Bool {
    guard self.group(named: group)?.rollout != rollout else { return false }
    return try edit { document in
      guard let parent = try document.group(group) else { return }
      let old = parent.children.first { $0.name == "rollout" }
      guard let rollout else {
        if let old { document.remove(old, of: parent) }
        return
      }
      let attributes = rollout.attributes
      guard let old else {
        return try document.insert(NewElement(GroupElement.rollout, attributes), into: parent, order: GroupElement.self)
      }
      let position = old.startTagRange.lowerBound
      for (name, value) in attributes {
        guard let element = try document.rootElement().descendant(at: position) else { return }
        try document.set(name, to: value, of: element)
      }
    }
  }

  /// A part of an app that can be paused.
  public enum Part: Hashable, Sendable {
    /// All of it.
    case app
    /// The channel of that name.
    case channel(String)
    /// The group of that name.
    case group(String)
  }

  /// Pauses or resumes a part of the app; false when that is so already.
  public mutating func set(isPaused: Bool, of part: Part) throws(RepositoryError) -> Bool {
    let isPausedNow =
      switch part {
      case .app: self.isPaused
      case .channel(let name): channel(named: name)?.isPaused ?? false
      case .group(let name): group(named: name)?.isPaused ?? false
      }
    guard isPaused != isPausedNow else { return false }
    return try edit { document in
      let root = try document.rootElement()
      let element =
        switch part {
        case .app: root
        case .channel(let name): root.child("channel", named: name)
        case .group(let name): root.child("group", named: name)
        }
      if let element { try document.set("updates", to: isPaused ? "off" : nil, of: element) }
    }
  }
}

extension AppDocument {
  /// Removes the pins of a group whose architecture, nil for every one, is as asked for.
  fileprivate mutating func removePins(
    of group: String, where isWanted: (Architecture?) -> Bool
  ) throws(XMLError) {
    while let parent = try self.group(group),
      let pin = parent.children.first(where: { $0.name == "pin" && isWanted($0.pinArchitecture) })
    {
      remove(pin, of: parent)
    }
  }
}

extension XMLElement {
  /// The architecture of a pin; nil for every one.
  fileprivate var pinArchitecture: Architecture? { value("arch").flatMap(Architecture.init(alias:)) }
}
