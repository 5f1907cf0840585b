internal import ArgumentParser

/// `omaha-fleet journal`
struct JournalCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "journal", abstract: "Look into the journal.", subcommands: [JournalCat.self])
}
