internal import Catalog
internal import CatalogEditing
internal import Console
internal import Omaha

/// What `pause` and `resume` do to a part of an app.
struct PauseEditing {
  let part: AppEditor.Part

  /// Pauses or resumes it, and says so.
  func set(isPaused: Bool, in editor: inout AppEditor) throws -> EditReport {
    let place: String
    switch part {
    case .group(let name):
      guard editor.group(named: name) != nil || editor.channel(named: name) == nil else {
        throw CommandFailure(
          "there is no group \(name.quoted), only a channel of that name", hint: "name it with --channel",
          exitCode: CommandFailure.noInput)
      }
      try editor.require(group: name)
      place = "group \(name.escaped)"
    case .channel(let name):
      try editor.require(channel: name)
      place = "channel \(name.escaped)"
    case .app:
      place = "app \(editor.app.key)"
    }
    let isChanged = try editor.set(isPaused: isPaused, of: part)
    var report: EditReport = []
    report.add("\(place): updates are \(isPaused ? "off" : "on")", isChanged: isChanged)
    if !isPaused { report.lines += editor.pauses(besides: part).map { "\($0) is still paused" } }
    if case .group(let name) = part {
      // They have been made with its pause, or without.
      for group in editor.groups where group.isHotfix(of: name) && group.isPaused != isPaused {
        let command = suggested(isPaused ? "pause" : "resume", "--group", group.name, app: editor.app)
        report.note(
          isPaused
            ? "group \(group.name.escaped) is not paused: \(command) pauses it too"
            : "group \(group.name.escaped) is still paused: \(command) resumes it")
      }
    }
    return report
  }
}

extension AppEditor {
  /// What else keeps a part of the app, or what is in it, from being updated.
  fileprivate func pauses(besides part: Part) -> [String] {
    var pauses: [String] = []
    if part != .app, isPaused { pauses.append("the app") }
    if case .group(let name) = part, let channel = group(named: name).flatMap({ channel(named: $0.channelName) }),
      channel.isPaused
    {
      pauses.append("channel \(channel.name.escaped)")
    }
    let channels: [String] =
      switch part {
      case .app:
        self.channels.map(\.name)
      case .channel(let name):
        [name]
      case .group:
        []
      }
    if part == .app {
      pauses += self.channels.filter(\.isPaused).map { "channel \($0.name.escaped)" }
    }
    return pauses
      + groups.filter { $0.isPaused && channels.contains($0.channelName) }.map { "group \($0.name.escaped)" }
  }
}
