import Foundation
import TestSupport

/// Ways to let a program's system calls fail.
enum Faults {
  /// The library of `Tests/Faults` with that name, built into a folder; nil without a C compiler, which comes with Swift.
  static func library(_ name: String, in folder: TemporaryFolder) throws -> String? {
    guard let compiler = ["clang", "cc", "gcc"].lazy.compactMap(Program.installed).first else { return nil }
    let source = "\(Program.top)/Tests/Faults/\(name).c"
    let library = folder.path + "/\(name).so"
    let run = try Program.run(compiler, ["-shared", "-fPIC", "-O1", "-o", library, source])
    return run.status == 0 ? library : nil
  }

  /// The arguments of `strace` that let the Nth call of a kind meet with something, on files of one path where that is given.
  static func injection(_ call: String, _ fault: String, number: Int, path: String? = nil) -> [String] {
    // A process that stops at no other call is ten times as fast; a signal does not reach it then.
    let stops = fault.hasPrefix("error=") ? ["--seccomp-bpf", "-e", "trace=\(call)"] : []
    return ["-f", "-qq", "-o", "/dev/null"] + stops + (path.map { ["-P", $0] } ?? [])
      + ["-e", "inject=\(call):\(fault):when=\(number)"]
  }
}

extension Workshop {
  /// Runs `omaha-pkg` under `strace`.
  func run(_ words: String, under strace: String, _ injection: [String]) throws -> Run {
    try Program.run(strace, injection + [Program.omahaPkg] + arguments(words), environment: ["OMAHA_ROOT": root])
  }
}
