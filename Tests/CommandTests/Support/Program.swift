import Foundation
import Glibc

/// One run of the built `omaha-pkg`, or of a program of the system.
struct Run {
  let status: Int32
  let output: String
  let errors: String

  /// The output, also where the file system can clone as if payloads were copied.
  var copied: String { output.replacing(/\bcloned\b/, with: "copied") }

  var lines: [String] { output.split(separator: "\n").map(String.init) }
}

/// Programs that tests run to their end.
enum Program {
  /// Where the built programs are: named by the environment, else beside the test bundle.
  static let directory: String =
    ProcessInfo.processInfo.environment["OMAHA_PROGRAMS"]
    ?? URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent().path

  static var omahaPkg: String { directory + "/omaha-pkg" }

  /// The path of a program of the system, nil when it is not installed.
  static func installed(_ name: String) -> String? {
    ["/usr/bin/", "/bin/", "/usr/local/bin/"].map { $0 + name }.first {
      FileManager.default.isExecutableFile(atPath: $0)
    }
  }

  /// Runs a program without standard input; its outputs go to files, so that neither can block it.
  static func run(_ program: String, _ arguments: [String], environment: [String: String] = [:]) throws -> Run {
    try start(program, arguments, environment: environment).finish()
  }

  /// Starts a program that runs beside the test.
  static func start(
    _ program: String, _ arguments: [String], environment: [String: String] = [:]
  ) throws -> RunningProgram {
    try RunningProgram(program, arguments, environment: environment)
  }
}

/// A program that runs beside the test.
final class RunningProgram {
  private let process = Process()
  private let folder: Folder

  fileprivate init(_ program: String, _ arguments: [String], environment: [String: String]) throws {
    folder = try Folder()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    var variables = ProcessInfo.processInfo.environment
    variables["OMAHA_ROOT"] = nil
    process.environment = variables.merging(environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try folder.handle("output")
    process.standardError = try folder.handle("errors")
    try process.run()
  }

  var isRunning: Bool { process.isRunning }

  /// Ends it with SIGKILL: it may have inherited that SIGTERM is blocked.
  func kill() { _ = Glibc.kill(process.processIdentifier, SIGKILL) }

  /// Waits for its end. A program that a signal ended has the status 128 plus the signal, as in a shell.
  func finish() throws -> Run {
    process.waitUntilExit()
    let status = process.terminationStatus
    return Run(
      status: process.terminationReason == .uncaughtSignal ? 128 + status : status, output: try folder.text("output"),
      errors: try folder.text("errors"))
  }
}
