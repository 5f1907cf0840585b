internal import ArgumentParser
internal import Console
internal import Glibc
internal import Omaha
internal import Posix

/// The command an operator prepares updates with.
@main
struct OmahaPkg: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "omaha-pkg",
    abstract: "Prepare, publish and check updates for omaha-fcgi.",
    version: softwareVersion,
    groupedSubcommands: [
      CommandGroup(
        name: "Release",
        subcommands: [
          Inspect.self, Init.self, Add.self, Promote.self, Remove.self, Prune.self, Verify.self, Serve.self,
          MirrorCommand.self, Export.self, Import.self,
        ]),
      CommandGroup(
        name: "Policy",
        subcommands: [
          ChannelCommand.self, GroupCommand.self, FloorCommand.self, BlockCommand.self, PinCommand.self,
          RolloutCommand.self, Pause.self, Resume.self, Undo.self,
        ]),
      CommandGroup(
        name: "Catalog",
        subcommands: [
          List.self, Show.self, History.self, Check.self, DigestCommand.self, Explain.self, Probe.self,
        ]),
    ])

  static func main() {
    // What is published is read by the users of omaha-fcgi and of the web server, also when root's umask is 077.
    umask(0o022)
    do {
      var command = try parse(typed: EarlierSpelling.translated(Invocation.arguments))
      try command.run()
      try StandardOutput.flush()
    } catch {
      end(with: error)
    }
  }
}
