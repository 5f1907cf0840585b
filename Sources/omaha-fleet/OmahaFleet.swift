internal import ArgumentParser
internal import Catalog
internal import Glibc

/// The command that remembers what machines report.
@main
struct OmahaFleet: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "omaha-fleet",
    abstract: "Show what machines have reported.",
    version: "0.1.0",
    subcommands: [JournalCommand.self])

  static func main() {
    do {
      var command = try parseAsRoot()
      try command.run()
      try StandardOutput.flush()
    } catch {
      finish(with: error)
    }
  }

  /// Prints what went wrong in the form of all our commands and ends the process with its exit code.
  private static func finish(with error: any Error) -> Never {
    // What was printed comes before what went wrong, also in one terminal.
    try? StandardOutput.flush()
    if let failure = CommandFailure(error) {
      failure.print()
      Glibc.exit(failure.exitCode)
    }
    // --help and --version are no errors.
    guard exitCode(for: error) != .success, exitCode(for: error) != .failure || !message(for: error).isEmpty else {
      exit(withError: error)
    }
    let full = fullMessage(for: error)
    let usage = full.firstRange(of: "\nUsage:").map { String(full[$0.lowerBound...].dropFirst()) }
    StandardError.print("omaha-fleet: error: \(message(for: error).escaped)")
    if let usage { StandardError.print(usage) }
    Glibc.exit(exitCode(for: error).rawValue)
  }
}
