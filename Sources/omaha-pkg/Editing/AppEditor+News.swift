internal import Catalog
internal import CatalogEditing
internal import Omaha

extension AppEditor {
  /// What is so now and was not before, in the sentences of the commands that make it so.
  func news(since before: AppEditor) -> EditReport {
    let known = Set(before.states)
    var report = EditReport(listLines)
    for state in states where !known.contains(state) { report.add(state, isChanged: true) }
    let channels = Set(channels.map(\.name)), groups = Set(groups.map(\.name))
    for name in before.groups.map(\.name) where !groups.contains(name) {
      report.add("group \(name.escaped) is removed", isChanged: true)
    }
    for name in before.channels.map(\.name) where !channels.contains(name) {
      report.add("channel \(name.escaped) is removed", isChanged: true)
    }
    return report
  }

  /// What channels and groups there are, what machines get from them, and what holds it back.
  private var states: [String] {
    func at(_ place: String, _ architecture: Architecture?) -> String {
      place + (architecture.map { " \($0)" } ?? "")
    }
    var states = isPaused ? ["app \(app.key): updates are off"] : []
    for channel in channels {
      let place = "channel \(channel.name.escaped)"
      states.append("\(place) is there")
      states += channel.targets.map { "\(at(place, $0.architecture)) is at \($0.version)" }
      states += channel.floors.map { "\(at(place, $0.architecture)): \($0.version) is a floor" }
      states += channel.blocks.map { "\(at(place, $0.architecture)): \($0.version) is blocked" }
      if channel.isPaused { states.append("\(place): updates are off") }
    }
    for group in groups {
      let place = "group \(group.name.escaped)"
      states.append("\(place) is there")
      states += group.pins.map { "\(at(place, $0.architecture)) is pinned to \($0.version)" }
      if let rollout = group.rollout { states.append("\(place): rollout \(rollout.text)") }
      if group.isPaused { states.append("\(place): updates are off") }
    }
    return states
  }
}
