internal import ArgumentParser
internal import Glibc

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
    guard let value = unsafe getenv("OMAHA_FLEET"), unsafe value[0] != 0 else { return "/var/lib/omaha-fleet" }
    return unsafe String(cString: value)
  }
}
