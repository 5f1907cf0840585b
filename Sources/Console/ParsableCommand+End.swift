package import ArgumentParser
internal import Catalog
internal import Glibc

extension ParsableCommand {
  /// Prints what went wrong, in the form that all our commands use, and ends the process with the error's exit code.
  package static func end(with error: any Error) -> Never {
    // What was printed comes before what went wrong, also in one terminal.
    try? StandardOutput.flush()
    let program = configuration.commandName ?? _commandName
    if let error = error as? any CommandError {
      let failure = error.commandFailure
      failure.print(as: program)
      Glibc.exit(failure.exitCode)
    }
    // A command that has printed its errors itself throws the bare code.
    if let code = error as? ExitCode { Glibc.exit(code.rawValue) }
    // --help and --version are no errors.
    guard exitCode(for: error) != .success, exitCode(for: error) != .failure || !message(for: error).isEmpty else {
      exit(withError: error)
    }
    let full = fullMessage(for: error)
    let usage = full.firstRange(of: "\nUsage:").map { String(full[$0.lowerBound...].dropFirst()) }
    StandardError.print("\(program): error: \(message(for: error).escaped)")
    if let usage { StandardError.print(usage) }
    Glibc.exit(exitCode(for: error).rawValue)
  }
}
