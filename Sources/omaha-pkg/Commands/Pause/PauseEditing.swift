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
    if !isPaused { report.lines += editor.pauses(around: part).map { "\($0) is still paused" } }
    return report
  }
}

extension AppEditor {
  /// What else keeps a part of the app from being updated.
  fileprivate func pauses(around part: Part) -> [String] {
    var pauses: [String] = []
    if part != .app, isPaused { pauses.append("the app") }
    if case .group(let name) = part, let channel = group(named: name).flatMap({ channel(named: $0.channelName) }),
      channel.isPaused
    {
      pauses.append("channel \(channel.name.escaped)")
    }
    return pauses
  }
}
