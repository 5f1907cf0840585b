internal import Catalog
internal import CatalogEditing
internal import Reports

/// What `rollout` does to groups.
struct RolloutEditing {
  let groups: [String]

  /// Gives the groups a rollout; nil takes it away.
  func set(_ rollout: Rollout?, in editor: inout AppEditor) throws -> EditReport {
    var report: EditReport = []
    for group in groups.unique {
      try editor.require(group: group)
      let isChanged = try editor.setRollout(rollout, of: group)
      let state = rollout.map { "rollout \($0.text)" } ?? "no rollout"
      report.add("group \(group.escaped): \(state)", isChanged: isChanged)
    }
    return report
  }
}

extension Rollout {
  /// `25%`, `over 3 days`, `over 3 days in steps of 1%, 5%, 25%, 100%`.
  fileprivate var text: String {
    switch self {
    case .share(let share): "\(share)"
    case .ramp(let period): "over \(period.text)"
    case .steps(let shares, let period):
      "over \(period.text) in steps of \(shares.map(\.description).joined(separator: ", "))"
    }
  }
}
