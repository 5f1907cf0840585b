internal import Foundation

/// Other people's programs, whose answers ours are compared with.
enum Oracle {
  struct Outcome {
    let status: Int32
    let output: String
  }

  /// Runs a program and returns its exit status and standard output.
  static func run(_ arguments: String...) throws -> Outcome {
    try run(arguments)
  }

  static func run(_ arguments: [String]) throws -> Outcome {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = arguments
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    process.standardInput = FileHandle.nullDevice
    try process.run()
    let data = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return Outcome(status: process.terminationStatus, output: String(decoding: data, as: UTF8.self))
  }

  /// The first word that a program prints; sha1sum and its kind print the digest there.
  static func firstWord(_ arguments: String...) throws -> String {
    let outcome = try run(arguments)
    return String(outcome.output.prefix { !$0.isWhitespace })
  }
}
