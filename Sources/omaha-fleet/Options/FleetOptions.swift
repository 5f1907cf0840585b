internal import ArgumentParser
internal import Posix

/// `--fleet`
struct FleetOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The folder of what machines report. (default: OMAHA_FLEET in the environment, else /var/lib/omaha-fleet)",
      valueName: "dir"), completion: .directory,
    transform: { text in
      guard !text.isEmpty else { throw ValidationError("It is empty.") }
      return text
    })
  var fleet: String?

  /// The folder that was asked for; it may not exist.
  var folder: String { Self.folder(given: fleet) }

  /// The folder that is meant.
  static func folder(given fleet: String?) -> String {
    let environment = Invocation.environment("OMAHA_FLEET") ?? ""
    return fleet ?? (environment.isEmpty ? "/var/lib/omaha-fleet" : environment)
  }
}
