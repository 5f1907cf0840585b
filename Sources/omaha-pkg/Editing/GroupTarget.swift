internal import Catalog
internal import CatalogEditing
internal import Omaha

/// What the machines of a group are taken to for one architecture.
struct GroupTarget {
  let version: Version
  let architecture: Architecture?
  let isPinned: Bool
  let since: Timestamp?

  /// Whether it is for machines of an architecture, or of some; nil is every one.
  func concerns(_ other: Architecture?) -> Bool { architecture == nil || other == nil || architecture == other }
}

extension AppSnapshot {
  /// What the machines of a group are taken to: its pins, else what its channel points to.
  func targets(of group: Group) -> [GroupTarget] {
    let pins = group.pins.map {
      GroupTarget(version: $0.version, architecture: $0.architecture, isPinned: true, since: $0.since)
    }
    if pins.contains(where: { $0.architecture == nil }) { return pins }
    let targets = channels.first { $0.name == group.channelName }?.targets ?? []
    let wanted = group.selector.architecture
    return pins
      + targets.filter { target in
        !pins.contains { $0.architecture == target.architecture }
          && (wanted == nil || target.architecture == .all || target.architecture == wanted)
      }.map {
        GroupTarget(version: $0.version, architecture: $0.architecture, isPinned: false, since: $0.since)
      }
  }
}

extension AppEditor {
  /// What the machines of a group are taken to; empty when there is no such group.
  func targets(ofGroup name: String) -> [GroupTarget] {
    guard let group = group(named: name) else { return [] }
    return AppSnapshot(after, in: repository)?.targets(of: group) ?? []
  }
}

extension EditReport {
  /// Warns when a group is taken to an older version than before, which leaves machines where they are.
  ///
  /// - Parameter before: What its machines were taken to.
  mutating func warn(ofOlder before: [GroupTarget], in name: String, of editor: AppEditor) {
    let targets = editor.targets(ofGroup: name)
    let older = targets.compactMap { target -> (architecture: Architecture?, text: String)? in
      let newest = before.filter { $0.concerns(target.architecture) }.map(\.version).max()
      guard let newest, newest > target.version else { return nil }
      return (target.architecture, "was to run \(newest), which is newer than \(target.version)")
    }
    let texts = older.map(\.text).unique
    let isWhole = older.count == targets.count && texts.count == 1
    let rollback = editor.group(named: name)?.allowsRollback == true ? ", unless it allows the rollback" : ""
    for text in texts {
      let architectures = older.filter { $0.text == text }.compactMap { $0.architecture?.rawValue }
      let place = (["group \(name.escaped)"] + (isWhole ? [] : [architectures.joined(separator: ", ")])).joined(
        separator: " ")
      warn("\(place) \(text): a machine that has it already keeps it\(rollback)")
    }
  }
}
