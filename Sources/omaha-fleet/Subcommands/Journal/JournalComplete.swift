internal import ArgumentParser
internal import Journal

/// `omaha-fleet journal complete`
struct JournalComplete: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "complete",
    abstract:
      "Print the names of the segments that nobody writes any more, for a host that ships its journal to another one.",
    discussion: """
      The segment that CGI processes share is ended before, so that it is among them. omaha-fcgi ends its segment after 16 MiB, and after \
      an hour. The segments may be moved into the journal of another host; there each check-in counts once, also when a segment comes twice.
      """)

  @OptionGroup var fleetOptions: FleetOptions

  func run() throws {
    let folder = JournalFolder(fleet: fleetOptions.folder)
    try folder.endShared()
    for segment in try folder.completeSegments() { print(segment.text) }
  }
}
