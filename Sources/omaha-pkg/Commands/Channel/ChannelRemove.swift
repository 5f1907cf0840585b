internal import ArgumentParser
internal import Catalog
internal import CatalogEditing
internal import Console
internal import Omaha

/// `omaha-pkg channel remove NAME --app ID`
struct ChannelRemove: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "remove", abstract: "Remove a channel.",
    discussion: "Releases stay. A channel that a group follows is not removed.")

  @Argument(help: "The channel's name.", completion: .channels)
  var name: String

  @OptionGroup var appOptions: AppOptions
  @OptionGroup var editOptions: EditOptions

  func run() throws {
    try editOptions.edit(appOptions, isRemoval: true) { editor in
      let followers = editor.groups.filter { $0.channelName == name }
      if let first = followers.first {
        let names = followers.map(\.name.quoted).joined(separator: ", ")
        let command = suggested("group", "set", first.name, "--channel", "NAME", app: editor.app)
        throw CommandFailure(
          "\(followers.count == 1 ? "group" : "groups") \(names) of \(editor.app.key) "
            + "\(followers.count == 1 ? "follows" : "follow") channel \(name.quoted)",
          hint: "\(command) points a group to another channel", exitCode: CommandFailure.checkFailed)
      }
      let isChanged = try editor.removeChannel(name)
      var report: EditReport = []
      report.add("channel \(name.escaped) is removed", isChanged: isChanged)
      if !isChanged { report.noteMeant(name, editor.channels.map(\.name)) }
      return report
    }
  }
}
