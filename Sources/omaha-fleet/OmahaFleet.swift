internal import ArgumentParser
internal import Console
internal import Omaha
internal import Posix

/// The command that remembers what machines report.
@main
struct OmahaFleet: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "omaha-fleet",
    abstract: "Remember what machines report, and show it.",
    version: softwareVersion,
    subcommands: [
      Serve.self, Status.self, Machines.self, ShowMachine.self, Versions.self, Events.self, Errors.self, Export.self,
      Forget.self, JournalCommand.self,
    ])

  static func main() {
    do {
      var command = try parse(typed: Invocation.arguments)
      try command.run()
      try StandardOutput.flush()
    } catch {
      end(with: error)
    }
  }
}
