internal import ArgumentParser
internal import Posix

/// `--fleet`
struct FleetOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The folder of what machines report. (default: OMAHA_FLEET in the environment, else /var/lib/omaha-fleet)",
      valueName: "dir"),
    transform: { text in
      guard !text.isEmpty else { throw ValidationError("It is empty.") }
      return text
    })
  var fleet: String?

  /// The folder that was asked for; it may not exist.
  var folder: String {
    if let fleet { return fleet }
    let environment = Invocation.environment("OMAHA_FLEET") ?? ""
    return environment.isEmpty ? "/var/lib/omaha-fleet" : environment
  }
}
