internal import ArgumentParser
internal import Catalog
internal import CatalogEditing
internal import Console
internal import Omaha

/// What is paused or resumed
struct PauseOptions: ParsableArguments {
  @OptionGroup var appOptions: AppOptions

  @Option(help: ArgumentHelp("Only this group; may be repeated.", valueName: "name"), completion: .groups)
  var group: [String] = []

  @Option(help: ArgumentHelp("Only this channel; may be repeated.", valueName: "name"), completion: .channels)
  var channel: [String] = []

  @OptionGroup var editOptions: EditOptions

  func validate() throws {
    if !group.isEmpty, !channel.isEmpty { throw ValidationError("--group and --channel exclude each other") }
  }

  /// Pauses or resumes it, and says so.
  ///
  /// - Parameter afterwards: What else is done, given the app as it was before.
  func run(
    isPaused: Bool, _ afterwards: (inout AppEditor, _ before: AppEditor) throws -> EditReport = { _, _ in [] }
  ) throws {
    try editOptions.edit(appOptions) { editor in
      let before = editor
      var report: EditReport = []
      let parts = group.unique.map { AppEditor.Part.group($0) } + channel.unique.map { .channel($0) }
      for part in parts.isEmpty ? [.app] : parts {
        report += try PauseEditing(part: part).set(isPaused: isPaused, in: &editor)
      }
      report += try afterwards(&editor, before)
      return report
    }
  }
}
