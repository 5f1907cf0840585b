internal import ArgumentParser
internal import Bundling
internal import Catalog
internal import CatalogEditing
internal import Console
internal import Glibc
internal import Omaha

/// `omaha-pkg import BUNDLE`
struct Import: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Add the releases of a file that export wrote.",
    discussion: """
      Everything is verified before anything is changed: the signature with --public-key, every hash, every name, and that each release \
      would load. Then the releases of each app appear at once. Importing the same bundle again changes nothing, or puts back payloads \
      that were lost; a release that exists is never changed. Channels stay as they are without --promote or --policy, and neither \
      points one to an older version, or to a blocked one, without --backwards.
      """)

  @Argument(
    help: ArgumentHelp("The bundle; - for standard input, also a pipe or a tape.", valueName: "file|-"),
    completion: .file())
  var bundle: String

  @Option(
    help: ArgumentHelp(
      "Only a bundle that is signed with the private half of this Ed25519 key in PEM.", valueName: "pem"),
    completion: .file())
  var publicKey: String?

  @Flag(help: "Let channels, groups and rules be those of the bundle.")
  var policy = false

  @Option(
    help: ArgumentHelp(
      "Point this channel to the newest release of each app and architecture in the bundle; may be repeated.",
      valueName: "channel"), completion: .channels)
  var promote: [String] = []

  @OptionGroup var promotionOptions: PromotionOptions

  @Flag(help: "Import payloads whose structure is broken.")
  var force = false

  @Flag(help: "Verify the bundle, say what would be done, and change nothing.")
  var dryRun = false

  @OptionGroup var formatOptions: FormatOptions
  @OptionGroup var repositoryOptions: RepositoryOptions

  func validate() throws {
    for name in promote { try ChannelName.validate(name) }
    if policy, !promote.isEmpty {
      throw ValidationError("--policy says what channels point to, so --promote does not go with it")
    }
    if promote.isEmpty, promotionOptions.expectCurrent != nil || promotionOptions.create {
      throw ValidationError("--expect-current and --create need --promote")
    }
    if promote.isEmpty, !policy, promotionOptions.backwards {
      throw ValidationError("--backwards needs --promote or --policy")
    }
  }

  func run() throws {
    let repository = try repositoryOptions.existing()
    try repository.checkPayloads()
    if bundle == "-", isatty(STDIN_FILENO) == 1 {
      throw CommandFailure(
        "standard input is a terminal", hint: "give the bundle's file, or a pipe", exitCode: CommandFailure.usage)
    }
    let key = try publicKey.map { path throws(BundleError) in try BundlePublicKey(path: path) }
    let descriptor = bundle == "-" ? STDIN_FILENO : unsafe open(bundle, O_RDONLY | O_CLOEXEC | O_NOCTTY)
    guard descriptor >= 0 else {
      throw CommandFailure(
        "cannot open \(bundle.escaped): \(RepositoryError.text(of: errno))", exitCode: CommandFailure.noInput)
    }
    defer { if bundle != "-" { close(descriptor) } }
    let output = ChangeReport(formatOptions.format, isDry: dryRun)
    try Importing(
      repository: repository, isDry: dryRun, allowsFaults: force, hasPolicy: policy, channels: promote,
      promotionOptions: promotionOptions, writer: repositoryOptions.writer, output: output
    ).run(BundleInput(descriptor: descriptor, path: bundle), key: key)
    try output.finish()
  }
}
