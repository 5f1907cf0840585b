internal import ArgumentParser

/// `omaha-fleet journal`
struct JournalCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "journal", abstract: "Look into the journal, or ship it.",
    subcommands: [JournalCat.self, JournalComplete.self])
}
