internal import ArgumentParser
internal import Catalog
internal import CatalogEditing

/// `omaha-pkg group remove NAME --app ID`
struct GroupRemove: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "remove", abstract: "Remove a group.",
    discussion: "Its machines belong to the next group that takes them. A list of machines stays beside app.xml.")

  @Argument(help: "The group's name.")
  var name: String

  @OptionGroup var editOptions: EditOptions

  func run() throws {
    try editOptions.edit { editor in
      if editor.channel(named: name) != nil { try editor.require(group: name) }
      let isChanged = try editor.removeGroup(name)
      return ["group \(name.escaped) " + (isChanged ? "is removed" : "is not there")]
    }
  }
}
