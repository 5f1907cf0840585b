internal import ArgumentParser
internal import Catalog
internal import CatalogEditing
internal import Console

/// `omaha-pkg channel add NAME --app ID`
struct ChannelAdd: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "add", abstract: "Add a channel that points to nothing yet.")

  @Argument(help: "The channel's name.")
  var name: String

  @OptionGroup var appOptions: AppOptions

  @Flag(help: "Make it even if its name looks like a misspelling.")
  var create = false

  @OptionGroup var editOptions: EditOptions

  func validate() throws {
    if let fault = Channel.fault(inName: name) { throw ValidationError("the name \(fault)") }
  }

  func run() throws {
    try editOptions.edit(appOptions) { editor in
      if !create, editor.channel(named: name) == nil { try editor.requireMeant(newChannel: name) }
      let isNew = try editor.addChannel(name)
      var report: EditReport = []
      report.add("channel \(name.escaped) is there", isChanged: isNew)
      if isNew, let rules = editor.rulesElsewhere(than: name) { report.note(rules) }
      return report
    }
  }
}
