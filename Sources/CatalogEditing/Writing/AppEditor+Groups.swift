public import Catalog
internal import XML

/// Groups and what tells their machines.
extension AppEditor {
  /// Adds a group behind the others, or where it is to stand; false when it is there already and says all of this.
  ///
  /// - Throws: also when there is another group of that name.
  public mutating func addGroup(
    _ name: String, _ changes: GroupChanges, at position: GroupPosition?
  ) throws(RepositoryError) -> Bool {
    if group(named: name) != nil {
      var copy = self
      guard try copy.changeGroup(name, changes, at: position) else { return false }
      throw RepositoryError(.create, document.file, detail: "there is another group \(name.quoted)")
    }
    try edit { document in
      let root = try document.rootElement()
      // Those of the file come in the order in which people read them; new ones are complete from the start, because a
      // group without a channel is not valid.
      var attributes = [(name: "name", value: name)]
      for attribute in GroupAttribute.allCases {
        guard let value = changes.attributes[attribute], !value.isEmpty, !attribute.isDefault(value) else { continue }
        attributes.append((attribute.rawValue, value))
      }
      let new = NewElement("group", attributes)
      if let sibling = root.sibling(position) {
        try document.insert(new, into: root, before: sibling)
      } else {
        let last = root.children.last("group") ?? root.children.last("channel")
        try document.insert(new, into: root, after: last)
      }
    }
    var inner = changes
    inner.attributes = [:]
    _ = try changeGroup(name, inner, at: nil)
    return true
  }

  /// Changes a group; false when it says all of this already, or when there is none.
  public mutating func changeGroup(
    _ name: String, _ changes: GroupChanges, at position: GroupPosition? = nil
  ) throws(RepositoryError) -> Bool {
    let before = self
    try edit { document in
      for attribute in GroupAttribute.allCases {
        guard let value = changes.attributes[attribute], let group = try document.group(name) else { continue }
        try document.set(
          attribute.rawValue, to: value.isEmpty || attribute.isDefault(value) ? nil : value, of: group)
      }
    }
    if let windows = changes.windows { try setWindows(windows, of: name) }
    if let blackouts = changes.blackouts { try setBlackouts(blackouts, of: name) }
    if let position {
      try edit { document in
        let root = try document.rootElement()
        guard let group = root.child("group", named: name), let sibling = root.sibling(position),
          sibling.startTagRange != group.startTagRange
        else { return }
        document.move(group, before: sibling)
      }
    }
    // Another way to write the same is no change.
    if groups == before.groups { self = before }
    if let machines = changes.machines { try setMachines(machines, of: name) }
    return document.text != before.document.text || lists.count != before.lists.count
  }

  /// Removes a group, and the list of machines that is its own; false when there is none.
  public mutating func removeGroup(_ name: String) throws(RepositoryError) -> Bool {
    if let list = group(named: name)?.selector.machines?.file, owns(list: list, name) { removedLists.append(list) }
    return try edit { document in
      let root = try document.rootElement()
      if let group = root.child("group", named: name) { document.remove(group, of: root, isRoot: true) }
    }
  }

  private mutating func setWindows(_ windows: [WindowText], of name: String) throws(RepositoryError) {
    let old = group(named: name)?.schedule.windows ?? []
    try replace(
      .window, of: name, keeping: old.map { window in windows.contains { $0.means(window) } },
      adding: windows.filter { text in !old.contains { text.means($0) } }.map(\.element))
  }

  private mutating func setBlackouts(_ blackouts: [BlackoutText], of name: String) throws(RepositoryError) {
    let old = group(named: name)?.schedule.blackouts ?? []
    try replace(
      .blackout, of: name, keeping: old.map { blackout in blackouts.contains { $0.means(blackout) } },
      adding: blackouts.filter { text in !old.contains { text.means($0) } }.map(\.element))
  }

  /// Removes the children of a kind that are not kept, and adds others.
  private mutating func replace(
    _ kind: GroupElement, of name: String, keeping: [Bool], adding new: [NewElement]
  ) throws(RepositoryError) {
    try edit { document in
      for element in new {
        guard let group = try document.group(name) else { return }
        try document.insert(element, into: group, order: GroupElement.self)
      }
      // The old ones come first; from the back, so that the others keep their places.
      for (index, isKept) in keeping.enumerated().reversed() where !isKept {
        guard let group = try document.group(name) else { return }
        let elements = group.children.filter { $0.name == kind.rawValue }
        document.remove(elements[index], of: group)
      }
    }
  }
}

extension AppDocument {
  /// The element of a group.
  func group(_ name: String) throws(XMLError) -> XMLElement? { try rootElement().child("group", named: name) }
}

extension XMLElement {
  /// The group before which a position is; nil when there is none.
  fileprivate func sibling(_ position: GroupPosition?) -> XMLElement? {
    switch position {
    case nil: nil
    case .first: children.first { $0.name == "group" }
    case .before(let name): child("group", named: name)
    }
  }
}

extension GroupAttribute {
  /// Whether a value says what is also the case without the attribute.
  fileprivate func isDefault(_ value: String) -> Bool {
    switch self {
    case .updates: value == "on"
    case .rollback: value == "forbidden"
    case .arch: value == "all"
    default: false
    }
  }
}
