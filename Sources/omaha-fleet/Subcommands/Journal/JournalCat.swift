internal import ArgumentParser
internal import Catalog
internal import Console
internal import Glibc
internal import Journal

/// `omaha-fleet journal cat`
struct JournalCat: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cat",
    abstract: "Print every check-in of the journal, one JSON object a line.",
    discussion: """
      A check-in is what one app of a request said and what it was answered. The journal has those that no database has \
      taken yet. Segments come in the order of their beginnings; the lines of processes that ran at the same time are not \
      sorted. Damaged parts are skipped, with a warning.
      """)

  @Flag(help: "Go on with check-ins as they come, until Ctrl-C.")
  var follow = false

  @OptionGroup var fleetOptions: FleetOptions

  func run() throws {
    let reader = try JournalReader(JournalFolder(fleet: fleetOptions.folder))
    while true {
      try printAll(of: reader)
      guard follow else { return }
      try StandardOutput.flush()
      usleep(Self.pause)
      try reader.look()
    }
  }

  /// How long to wait for more, in microseconds.
  private static let pause: UInt32 = 200_000

  private func printAll(of reader: JournalReader) throws {
    while let step = try reader.next() {
      switch step {
      case .checkIn(let checkIn, _, _): print(JSONLine(checkIn).text)
      case .damage(let segment, let range):
        try StandardOutput.flush()
        StandardError.print(
          "omaha-fleet: warning: \(segment.text): \(range.count) bytes at \(range.lowerBound) are damaged and skipped")
      case .end: break
      }
    }
  }
}
