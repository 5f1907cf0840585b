internal import ArgumentParser
internal import Catalog
internal import Omaha

/// What is paused or resumed
struct PauseOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Only this group.", valueName: "name"))
  var group: String?

  @Option(help: ArgumentHelp("Only this channel.", valueName: "name"))
  var channel: String?

  @OptionGroup var editOptions: EditOptions

  func validate() throws {
    if group != nil, channel != nil { throw ValidationError("--group and --channel exclude each other") }
  }

  /// Pauses or resumes it, and says so.
  func run(isPaused: Bool) throws {
    try editOptions.edit { editor in
      let part: AppEditor.Part
      var place = "app \(editor.app.key)"
      if let group {
        guard editor.group(named: group) != nil || editor.channel(named: group) == nil else {
          throw CommandFailure(
            "there is no group \(group.quoted), only a channel of that name", hint: "name it with --channel",
            exitCode: CommandFailure.noInput)
        }
        try editor.require(group: group)
        part = .group(group)
        place = "group \(group.escaped)"
      } else if let channel {
        try editor.require(channel: channel)
        part = .channel(channel)
        place = "channel \(channel.escaped)"
      } else {
        part = .app
      }
      let isChanged = try editor.set(isPaused: isPaused, of: part)
      var report: EditReport = ["\(place): updates are \(isPaused ? "off" : "on") \(isChanged ? "now" : "already")"]
      if !isPaused { report.lines += editor.pauses(around: part).map { "\($0) is still paused" } }
      return report
    }
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
