internal import ArgumentParser
internal import Omaha

/// The version that a command is about
struct VersionArgument: ParsableArguments {
  @Argument(help: "The version.", completion: .versions)
  var version: Version
}
