internal import Foundation
internal import Glibc

/// One run of a program to its end.
package struct Run {
  /// The exit code, or 128 plus the number of the signal that ended it.
  package let status: Int32
  /// Standard output.
  package let bytes: [UInt8]
  /// Standard error.
  package let errors: String

  /// Standard output as text.
  package var output: String { String(decoding: bytes, as: UTF8.self) }
  /// The output without the line end that most programs close with.
  package var line: String { output.trimmingCharacters(in: .newlines) }
  /// The lines that are not empty.
  package var lines: [String] { output.split(separator: "\n").map(String.init) }
}

/// Programs that tests run: ours, and those of the system.
package enum Program {
  /// The top of the clone.
  package static let top = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

  /// Where our built programs are: named by `OMAHA_PROGRAMS`, which `Tests/run` sets to the folder of the release build, else
  /// beside the test bundle.
  package static let directory: String =
    ProcessInfo.processInfo.environment["OMAHA_PROGRAMS"]
    ?? URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent().path

  package static let omahaPkg = directory + "/omaha-pkg"
  package static let omahaFCGI = directory + "/omaha-fcgi"
  package static let omahaFleet = directory + "/omaha-fleet"

  /// The path of a program of the system, nil when it is not installed.
  package static func installed(_ name: String) -> String? {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    let folders = path.split(separator: ":").map(String.init) + ["/usr/bin", "/bin", "/usr/sbin", "/sbin"]
    return folders.lazy.map { "\($0)/\(name)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  /// Runs a program that is found in the `PATH`, or by its path, without standard input. Both outputs go to files, so a program that
  /// writes much to one of them does not wait for the other.
  @discardableResult
  package static func run(_ program: String, _ arguments: [String], environment: [String: String] = [:]) throws -> Run {
    try start(program, arguments, environment: environment).finish()
  }

  /// Runs a program that must succeed and returns its output without the last line end.
  @discardableResult
  package static func output(
    of program: String, _ arguments: [String], environment: [String: String] = [:]
  ) throws -> String {
    let run = try run(program, arguments, environment: environment)
    guard run.status == 0 else {
      throw Failure("\(program) \(arguments.joined(separator: " ")) ended with \(run.status): \(run.errors)")
    }
    return run.line
  }

  /// Starts a program that runs beside the test.
  package static func start(
    _ program: String, _ arguments: [String], environment: [String: String] = [:]
  ) throws -> RunningProgram {
    try RunningProgram(program, arguments, environment: environment)
  }
}

/// A program that runs beside the test and keeps what it prints.
package final class RunningProgram {
  private let process: ChildProcess
  private let folder: TemporaryFolder

  fileprivate init(_ program: String, _ arguments: [String], environment: [String: String]) throws {
    folder = try TemporaryFolder()
    process = try ChildProcess(
      program, arguments, environment: environment, output: folder.path(of: "output"), errors: folder.path(of: "errors")
    )
  }

  package var isRunning: Bool { process.isRunning }

  /// Ends it with SIGKILL.
  package func kill() { process.signal(SIGKILL) }

  /// Waits for its end.
  package func finish() throws -> Run {
    let status = process.wait()
    return Run(status: status, bytes: try folder.bytes("output"), errors: try folder.text("errors"))
  }
}
