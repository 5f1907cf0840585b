public import ArgumentParser
public import Omaha

// What the protocol's values look like on a command line.

extension ApplicationID: ExpressibleByArgument {
  /// Reads an ID.
  public init?(argument: String) { self.init(argument) }
}

extension Version: ExpressibleByArgument {
  /// Reads a version; `ForcedUpdate` is a machine's, not a release's.
  public init?(argument: String) {
    self.init(argument)
    // It names a file, of 255 bytes at most, with the architecture behind it.
    if isForcedUpdate || argument.utf8.count > 200 { return nil }
  }
}

extension Architecture: ExpressibleByArgument {
  /// Reads an architecture by any of its names.
  public init?(argument: String) { self.init(alias: argument) }

  /// The names to choose from.
  public static var allValueStrings: [String] { allCases.map(\.rawValue) }
}

extension Timestamp: ExpressibleByArgument {
  /// Reads RFC 3339, a date for its beginning in UTC, or `now`.
  public init?(argument: String) {
    if argument == "now" {
      self = .now
    } else {
      self.init(argument.utf8.count == 10 ? argument + "T00:00:00Z" : argument)
    }
  }
}

/// `--arch`, where leaving it out means every architecture
struct ArchitectureOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Only this architecture; all is the release for machines of every one. (default: each that there is)",
      valueName: "arch"))
  var arch: Architecture?
}
