internal import Catalog
internal import CatalogEditing

/// What `rollout` does to groups.
struct RolloutEditing {
  let groups: [String]

  /// Gives the groups a rollout; nil takes it away.
  func set(_ rollout: Rollout?, in editor: inout AppEditor) throws -> EditReport {
    var report: EditReport = []
    for group in groups.unique {
      if rollout == nil, try !editor.has(group: group, toRemoveFrom: &report) { continue }
      try editor.require(group: group)
      let isChanged = try editor.setRollout(rollout, of: group)
      let none = isChanged ? "no rollout" : "the rollout is removed"
      report.add(
        "group \(group.escaped): \(rollout.map { "rollout \($0.text)" } ?? none)", isChanged: isChanged)
    }
    return report
  }
}
