internal import ArgumentParser

/// The command an operator prepares updates with.
@main
struct OmahaPkg: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "omaha-pkg",
    abstract: "Prepare, publish and check updates for omaha-fcgi.",
    subcommands: [
      Inspect.self
    ]
  )
}
