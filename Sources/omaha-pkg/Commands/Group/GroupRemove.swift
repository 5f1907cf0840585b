internal import ArgumentParser
internal import Catalog
internal import CatalogEditing

/// `omaha-pkg group remove NAME --app ID`
struct GroupRemove: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "remove", abstract: "Remove a group.",
    discussion: "Its machines belong to the next group that takes them. Its list of machines is removed, too.")

  @Argument(help: "The group's name.", completion: .groups)
  var name: String

  @OptionGroup var appOptions: AppOptions
  @OptionGroup var editOptions: EditOptions

  func run() throws {
    try editOptions.edit(appOptions, isRemoval: true) { editor in
      if editor.channel(named: name) != nil { try editor.require(group: name) }
      let isChanged = try editor.removeGroup(name)
      var report = EditReport(editor.listLines)
      report.add("group \(name.escaped) is removed", isChanged: isChanged)
      if !isChanged { report.noteMeant(name, editor.groups.map(\.name)) }
      return report
    }
  }
}
