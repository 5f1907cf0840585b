import Foundation
import Testing
import TestSupport

/// A shell that completes our commands.
enum Shell: String, CaseIterable {
  case bash, zsh, fish

  /// The name of the file that the shell wants.
  func file(_ program: String) -> String { self == .zsh ? "_\(program)" : "\(program).\(rawValue)" }
}

/// A workshop with the shells' completions.
struct ShellWorkshop {
  let shop: Workshop

  init(for key: String = #fileID, _ make: (Workshop) throws -> Void) throws {
    shop = try Workshop(for: key) { shop in
      try make(shop)
      for (name, program) in [("omaha-pkg", Program.omahaPkg), ("omaha-fleet", Program.omahaFleet)] {
        for shell in Shell.allCases {
          let run = try Program.run(program, ["--generate-completion-script", shell.rawValue])
          #expect(run.status == 0, "\(run.errors)")
          try shop.folder.write(run.output, to: "completions/\(shell.file(name))")
        }
      }
    }
  }

  /// What each line of keys comes to.
  func type(
    _ keys: [String], in shell: Shell, from directory: String? = nil, environment: [String: String] = [:]
  ) throws -> [String] {
    let path = "\(Program.directory):\(ProcessInfo.processInfo.environment["PATH"] ?? "")"
    let run = try Program.run(
      "sh",
      ["-c", #"cd "$0" && exec "$@""#, directory ?? shop.folder.path]
        + [
          "\(Program.top)/Tests/CommandTests/Support/type-in-shell", shell.rawValue,
          shop.folder.path(of: "completions"),
        ]
        + keys,
      environment: ["OMAHA_ROOT": shop.root, "PATH": path].merging(environment) { $1 })
    #expect(run.status == 0, "\(run.errors)")
    return run.lines
  }
}
