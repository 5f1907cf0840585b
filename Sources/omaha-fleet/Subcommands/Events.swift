internal import ArgumentParser
internal import Catalog
internal import Console
internal import Fleet
internal import Glibc
internal import Omaha

/// `omaha-fleet events`
struct Events: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Print what happened on machines and what they were answered, as it was loaded.",
    discussion: """
      The check that a machine sends every hour is no event, unless its answer has changed. With --format json each event is an \
      object on a line.
      """)

  @Option(help: ArgumentHelp("Begin with the last events, so many.", valueName: "n"))
  var limit: Int64 = 100

  @Flag(help: "Go on with events as they come, until Ctrl-C.")
  var follow = false

  @OptionGroup var formatOptions: FormatOptions
  @OptionGroup var readingOptions: ReadingOptions

  func validate() throws {
    if limit < 0 { throw ValidationError("--limit is below 0.") }
  }

  func run() throws {
    let reader = try readingOptions.reader()
    var last = try reader.beginning(ofLast: limit)
    while true {
      while true {
        let events = try reader.events(after: last, limit: 1_000)
        guard let end = events.last else { break }
        for event in events { print(line(event)) }
        last = end.number
      }
      guard follow else { return }
      try StandardOutput.flush()
      usleep(Self.pause)
    }
  }

  /// How long to wait for more, in microseconds.
  private static let pause: UInt32 = 500_000

  private func line(_ stored: FleetReader.StoredEvent) -> String {
    let event = stored.event
    let text = event.text(ClientFamily(platform: stored.platform))
    switch formatOptions.format {
    case .json: return JSONLine(event, text: text).text
    case .text:
      return "\(Timestamp(milliseconds: event.time)) \(event.app.escaped) \(event.machine.escaped) \(text.escaped)"
    }
  }
}
