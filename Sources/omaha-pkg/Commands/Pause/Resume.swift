internal import ArgumentParser
internal import CatalogEditing
internal import Omaha

/// `omaha-pkg resume --app ID`
struct Resume: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Offer updates again.",
    discussion: """
      It resumes the whole app, a channel or a group. A rollout counts from the promotion, so it goes on while it \
      is paused: the group gets at once what it would have got meanwhile. --where-it-stopped moves the moment of \
      promotion, so that it goes on from the share that it had.
      """)

  @OptionGroup var pauseOptions: PauseOptions

  @Flag(help: "Let rollouts go on from where they were when the pause began.")
  var whereItStopped = false

  @Option(
    help: ArgumentHelp(
      "When the pause began. (default: as `omaha-pkg history` knows it)", valueName: "time"))
  var stoppedAt: Timestamp?

  func validate() throws {
    guard let stoppedAt else { return }
    if !whereItStopped { throw ValidationError("--stopped-at needs --where-it-stopped") }
    switch stoppedAt.doubt(at: Timestamp.now) {
    case .future: throw ValidationError("--stopped-at \(stoppedAt) is in the future")
    case .past: throw ValidationError("--stopped-at \(stoppedAt) is before this program was written")
    case nil: break
    }
  }

  func run() throws {
    try pauseOptions.run(isPaused: false) { editor, before in
      guard whereItStopped else { return [] }
      let rollouts = try editor.rollouts(resumedSince: before)
      var report = try RolloutShift(stoppedAt: stoppedAt, now: Timestamp.now).run(in: &editor, since: before)
      for rollout in rollouts {
        guard let stoppedAt, stoppedAt < rollout.since else { continue }
        report.warn("\(rollout.title) is since \(rollout.since), later than --stopped-at \(stoppedAt): it begins again")
      }
      return report
    }
  }
}
