internal import ArgumentParser
internal import Bundling
internal import Catalog
internal import Console
internal import Glibc
internal import Omaha

/// `omaha-pkg export --app ID --output BUNDLE`
struct Export: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write releases into one file for another repository.",
    discussion: """
      The bundle is a tar archive: a list of SHA-256 hashes first, then releases, then payloads, each compared with its release \
      while it is written. The same releases make the same bytes. With --key the list is signed. `omaha-pkg import` verifies all of \
      that.

      Without --channel and --version all releases are exported. With --policy the bundle has app.xml and its lists of machines too, and \
      every release that they need.
      """)

  @Option(
    name: .customLong("app"),
    help: ArgumentHelp(
      "The app; may be repeated. (default: OMAHA_APP in the environment, else all; with --channel or --version the only app)",
      valueName: "id"), completion: .apps)
  var apps: [ApplicationID] = []

  @Option(
    help: ArgumentHelp(
      "What machines of this channel may be offered: its targets, floors and the deltas to them; may be repeated.",
      valueName: "name"), completion: .channels)
  var channel: [String] = []

  @Option(help: ArgumentHelp("The releases of this version; may be repeated.", valueName: "v"), completion: .versions)
  var version: [Version] = []

  @OptionGroup var architectureOptions: ArchitectureOptions

  @Flag(help: "Export channels, groups and rules too.")
  var policy = false

  @Option(
    help: ArgumentHelp(
      "Sign with this Ed25519 key in PEM, as `openssl genpkey -algorithm ed25519` makes it.", valueName: "pem"),
    completion: .file())
  var key: String?

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("The bundle; - for standard output, also a pipe or a tape.", valueName: "file|-"),
    completion: .file())
  var output: String

  @Flag(help: "Do not compare payloads that a pipe gets: for a pipe into `omaha-pkg import`, which compares them.")
  var unverified = false

  @Flag(help: "Say what would be exported, and write nothing.")
  var dryRun = false

  @OptionGroup var formatOptions: FormatOptions
  @OptionGroup var repositoryOptions: RepositoryOptions

  func validate() throws {
    for name in channel { try ChannelName.validate(name) }
    if output.isEmpty { throw ValidationError("--output is empty") }
    if output == "-", formatOptions.format == .json, !dryRun {
      throw ValidationError("--format json prints to standard output, which the bundle goes to")
    }
  }

  func run() throws {
    let repository = try repositoryOptions.existing()
    if output == "-", !dryRun, isatty(STDOUT_FILENO) == 1 {
      throw CommandFailure(
        "standard output is a terminal", hint: "redirect it, or give --output a file", exitCode: CommandFailure.usage)
    }
    let key = try key.map { path throws(BundleError) in try BundleSigningKey(path: path) }
    let selection = ExportSelection(
      apps: try chosenApps(in: repository), channels: channel, versions: version,
      architecture: architectureOptions.arch,
      hasPolicy: policy)
    let exporting = try Exporting(selection, of: repository)
    let isChanged =
      try dryRun
      ? !exporting.isThere(at: output, key: key) : exporting.run(to: output, key: key, isTrusting: unverified)
    let report = exporting.report(output: output, isSigned: key != nil, isChanged: isChanged, isDry: dryRun)
    guard output == "-", !dryRun else { return try formatOptions.print(report) { report.text } }
    StandardError.print(report.text.split(separator: "\n").joined(separator: "\n"))
  }

  /// The apps that are meant. One channel or version of several apps is rarely one thing.
  private func chosenApps(in repository: Repository) throws -> [ApplicationID] {
    if !apps.isEmpty { return apps.map(\.key).unique.compactMap { ApplicationID($0) } }
    if let named = try AppOptions.environment() { return [named] }
    return channel.isEmpty && version.isEmpty ? repository.apps() : [try AppOptions.unnamed(in: repository)]
  }
}
