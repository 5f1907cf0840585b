internal import ArgumentParser
internal import Catalog
internal import CatalogEditing
internal import Omaha

/// `omaha-pkg undo [NUMBER] --app ID`
struct Undo: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Take back the last change of an app.",
    discussion: """
      app.xml is again what it was before, the moments of promotion too, so that rollouts go on where they were. Releases \
      and payloads stay as they are. With a number, as `omaha-pkg history` prints it, that change and all after it are taken \
      back. Nothing happens when that is done already; the number of an undo takes that back.
      """)

  @Argument(help: "The oldest change to take back. (default: the last one)", completion: .changes)
  var number: Int?

  @OptionGroup var appOptions: AppOptions
  @OptionGroup var editOptions: EditOptions

  func run() throws {
    try editOptions.edit(appOptions) { try Undoing(number: number).run(in: &$0) }
  }
}
