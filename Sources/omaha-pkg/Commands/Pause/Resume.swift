internal import ArgumentParser

/// `omaha-pkg resume --app ID`
struct Resume: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Offer updates again.", discussion: "To what was paused: the whole app, a channel or a group.")

  @OptionGroup var pauseOptions: PauseOptions

  func run() throws { try pauseOptions.run(isPaused: false) }
}
