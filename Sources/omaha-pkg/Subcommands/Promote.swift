internal import ArgumentParser
internal import Catalog
internal import Omaha

/// `omaha-pkg promote VERSION --app ID --channel NAME`
struct Promote: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Point a channel to a release.",
    discussion:
      "Machines that follow the channel are offered the release from their next check on. A channel that is new is made."
  )

  @Argument(help: "The release's version.")
  var version: Version

  @OptionGroup var appOptions: AppOptions

  @Option(help: ArgumentHelp("The channel.", valueName: "name"))
  var channel: String

  @OptionGroup var architectureOptions: ArchitectureOptions
  @OptionGroup var repositoryOptions: RepositoryOptions

  func validate() throws { try ChannelName.validate(channel) }

  func run() throws {
    let writer = try repositoryOptions.writer()
    try Promoting(writer: writer, app: appOptions.app, version: version).run(
      channel: channel, architecture: architectureOptions.arch)
  }
}

/// What `--channel` accepts.
enum ChannelName {
  static func validate(_ name: String) throws {
    if let fault = Channel.fault(inName: name) { throw ValidationError("--channel \(fault)") }
  }
}
