import Foundation

/// One run of a program to its end.
struct Command {
  /// The exit code, or 128 plus the number of the signal that ended it.
  let status: Int32
  let output: [UInt8]
  let errors: String

  var text: String { String(decoding: output, as: UTF8.self) }
  /// The output without the line end that most programs close with.
  var line: String { text.trimmingCharacters(in: .newlines) }

  /// Runs a program that is found in the `PATH`, or by its path, without standard input. Both outputs go to files, so a program that
  /// writes much to one of them does not wait for the other.
  @discardableResult
  static func run(_ program: String, _ arguments: [String], environment: [String: String] = [:]) throws -> Command {
    let folder = try TemporaryFolder()
    let (output, errors) = ("\(folder.path)/output", "\(folder.path)/errors")
    let process = try ChildProcess(program, arguments, environment: environment, output: output, errors: errors)
    let status = process.wait()
    return Command(
      status: status, output: try [UInt8](Data(contentsOf: URL(fileURLWithPath: output))),
      errors: try String(decoding: Data(contentsOf: URL(fileURLWithPath: errors)), as: UTF8.self))
  }

  /// Runs a program that must succeed and returns its output without the last line end.
  @discardableResult
  static func output(of program: String, _ arguments: [String]) throws -> String {
    let command = try run(program, arguments)
    guard command.status == 0 else {
      throw Failure("\(program) \(arguments.joined(separator: " ")) ended with \(command.status): \(command.errors)")
    }
    return command.line
  }
}

/// What went wrong in the test's own machinery.
struct Failure: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) {
    self.description = description
  }
}
