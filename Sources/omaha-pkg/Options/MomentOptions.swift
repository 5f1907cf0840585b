internal import ArgumentParser
internal import Omaha

/// `--at`
struct MomentOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The moment to look at rollouts and windows for, such as 2026-11-23T10:00:00Z, or a date for its beginning in UTC. (default: now)",
      valueName: "time")
  )
  var at: Timestamp?

  /// The moment that was asked for.
  var moment: Timestamp { at ?? Timestamp.now }
}
