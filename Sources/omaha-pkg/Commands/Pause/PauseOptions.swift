internal import ArgumentParser
internal import Catalog
internal import CatalogEditing
internal import Console
internal import Omaha

/// What is paused or resumed
struct PauseOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Only this group; may be repeated.", valueName: "name"))
  var group: [String] = []

  @Option(help: ArgumentHelp("Only this channel; may be repeated.", valueName: "name"))
  var channel: [String] = []

  @OptionGroup var editOptions: EditOptions

  func validate() throws {
    if !group.isEmpty, !channel.isEmpty { throw ValidationError("--group and --channel exclude each other") }
  }

  /// Pauses or resumes it, and says so.
  func run(isPaused: Bool) throws {
    try editOptions.edit { editor in
      var report: EditReport = []
      let parts = group.unique.map { AppEditor.Part.group($0) } + channel.unique.map { .channel($0) }
      for part in parts.isEmpty ? [.app] : parts { report += try set(isPaused: isPaused, of: part, in: &editor) }
      return report
    }
  }

  private func set(isPaused: Bool, of part: AppEditor.Part, in editor: inout AppEditor) throws -> EditReport {
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
    var report: EditReport = ["\(place): updates are \(isPaused ? "off" : "on") \(isChanged ? "now" : "already")"]
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
