internal import ArgumentParser
internal import Catalog
internal import CatalogEditing
internal import Console
internal import Omaha

/// `omaha-pkg remove VERSION --app ID`, `omaha-pkg remove --app ID --everything`
struct Remove: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Remove a release and its payload, or an app.",
    usage: """
      omaha-pkg remove <version> [--app <id>] [--previous <v>] [--arch <arch>] [<options>]
      omaha-pkg remove --app <id> [--everything] [<options>]
      """,
    discussion: """
      The deltas of a release are removed with it. A release that a channel, a pin or a floor points to is not removed. \
      Without a version the app itself is removed, if it is empty or --everything is given. Nothing happens when it is \
      removed already.
      """)

  @Argument(help: "The release's version; without it the app is removed.", completion: .versions)
  var version: Version?

  @OptionGroup var appOptions: AppOptions

  @Option(help: ArgumentHelp("Only the delta from this version.", valueName: "v"), completion: .versions)
  var previous: Version?

  @OptionGroup var architectureOptions: ArchitectureOptions

  @Flag(help: "Remove the app with its channels, groups, releases and payloads.")
  var everything = false

  @Flag(help: "Say what would be removed, and change nothing.")
  var dryRun = false

  @OptionGroup var formatOptions: FormatOptions
  @OptionGroup var repositoryOptions: RepositoryOptions

  func validate() throws {
    if version != nil {
      if everything { throw ValidationError("--everything is for an app, without a version") }
    } else if previous != nil || architectureOptions.arch != nil {
      throw ValidationError("Missing expected argument '<version>'")
    } else if appOptions.given == nil {
      throw ValidationError("Missing expected argument '<version>', or '--app <id>' for the app itself")
    }
  }

  func run() throws {
    let repository = try repositoryOptions.existing()
    let app = try appOptions.app(in: repository)
    let writer = try repositoryOptions.writer(isDry: dryRun)
    let output = ChangeReport(formatOptions.format, app: app, isDry: dryRun)
    if let version {
      try ReleaseRemoval(
        repository: repository, writer: writer, app: app, version: version, previous: previous,
        architecture: architectureOptions.arch
      ).run(output)
    } else {
      try AppRemoval(repository: repository, writer: writer, app: app, isComplete: everything).run(output)
    }
    try output.finish()
  }
}
