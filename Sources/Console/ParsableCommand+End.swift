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
    let message = message(for: error)
    StandardError.print("\(program): error: \(message.beginningSmall.escaped)")
    // Behind the message, which may have anything that was typed: what the option is for that had a wrong value, and the usage.
    let full = fullMessage(for: error)
    let rest = full.firstRange(of: message).map { full[$0.upperBound...] } ?? ""
    let usage = rest.firstRange(of: "\nUsage:")?.lowerBound ?? rest.endIndex
    if let help = rest[..<usage].firstRange(of: "\nHelp:  ") {
      StandardError.print("\(program): hint: \(rest[help.upperBound..<usage])")
    }
    if usage < rest.endIndex { StandardError.print(String(rest[usage...].dropFirst())) }
    Glibc.exit(exitCode(for: error).rawValue)
  }
}

extension String {
  /// A sentence of ArgumentParser's as our messages are; a name such as OMAHA_FLEET stays as it is.
  var beginningSmall: String {
    guard let first, let second = dropFirst().first, first.isUppercase, !second.isUppercase,
      second.isLetter || second == " "
    else { return self }
    return first.lowercased() + dropFirst()
  }
}
