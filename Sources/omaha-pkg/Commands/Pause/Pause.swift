internal import ArgumentParser

/// `omaha-pkg pause --app ID`
struct Pause: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Offer nothing, from the next check on.",
    discussion: "It pauses the whole app, a channel or a group. Machines that have begun to update are not stopped.")

  @OptionGroup var pauseOptions: PauseOptions

  func run() throws { try pauseOptions.run(isPaused: true) }
}
