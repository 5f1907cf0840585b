internal import ArgumentParser
internal import Catalog
internal import Omaha

/// What keeps a channel from being pointed to a release by mistake
struct PromotionOptions: ParsableArguments {
  @Flag(help: "Point the channel to an older version than it is at, or to one that it blocks.")
  var backwards = false

  @Option(
    help: ArgumentHelp(
      "Only if the channel is at this version, or at the new one already; none for a channel that points to nothing.",
      valueName: "v|none"), completion: .versionsOrNone)
  var expectCurrent: ExpectedVersion?

  @Flag(help: "Make what is new even if its name looks like a misspelling.")
  var create = false
}

/// Where a channel is to point before it is promoted.
struct ExpectedVersion: ExpressibleByArgument {
  /// Nil for nowhere.
  let version: Version?

  init?(argument: String) {
    version = Version(argument: argument)
    if version == nil, argument != "none" { return nil }
  }

  var text: String { version?.text ?? "none" }
}
