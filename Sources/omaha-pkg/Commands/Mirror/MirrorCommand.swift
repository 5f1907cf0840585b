internal import ArgumentParser
internal import Catalog
internal import CatalogEditing
internal import Console
internal import Omaha
internal import OmahaClient
internal import OmahaCurl
internal import Payload

/// `omaha-pkg mirror URL --app ID --channel stable --public-key PEM`
struct MirrorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mirror",
    abstract: "Copy what another server offers into the repository.",
    discussion: """
      Asks the server as Nebraska's syncer does, for each channel and architecture: for the release on offer and the floors \
      before it. What is missing here is downloaded, compared with the answer by size, SHA-1, SHA-256 and a .sha256 file \
      where there is one, and a payload must be whole and signed with the key. Then its release is added with its \
      further files, and the floors. The channel is pointed to it with --promote only. Nothing that fails a check is ever \
      visible, and a release that is here is never changed. A file of it that is missing or has another length comes again; \
      `omaha-pkg verify` finds other damage.

      It can be broken off anywhere and run again: downloads are in ROOT/downloads, and go on where they stopped. A second \
      mirror of the same repository waits for the first.

      The exit code is 0 if everything on offer is here, 1 if something failed a check, 69 if a server cannot be reached, \
      and 74 if the disk fails or is full. What has no fault is copied all the same.
      """)

  @Argument(
    help: ArgumentHelp(
      "The server's URL, such as https://public.update.flatcar-linux.net/v1/update/.", valueName: "url"))
  var url: ServerURL

  @OptionGroup var appOptions: AppOptions

  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp("The channels, here and there, with commas between; may be repeated.", valueName: "name,…"),
    completion: .channels)
  var channel: [NameList]

  @Option(
    help: ArgumentHelp(
      "The architectures, with commas between; may be repeated. (default: amd64)", valueName: "arch,…"),
    completion: .list(Architecture.allValueStrings))
  var arch: [NameList] = []

  @Option(help: ArgumentHelp("Only this version and its floors, if the server offers it.", valueName: "v"))
  var version: Version?

  @Option(
    help: ArgumentHelp(
      "Afterwards keep so many versions of each architecture, and whatever machines need, as prune does; remove the others.",
      valueName: "n"))
  var last: Int?

  @Option(
    help: ArgumentHelp(
      "Of the further files only this one, by its name; may be repeated. (default: all of them)", valueName: "name"))
  var extra: [String] = []

  @Option(
    help: ArgumentHelp(
      "The RSA public key that payloads must be signed with (PEM, 1024 bits or more).", valueName: "pem"),
    completion: .file())
  var publicKey: String?

  @Flag(help: "Take payloads without a signature: only hashes are compared, and structure where there is one.")
  var unsigned = false

  @Flag(help: "Point the channels to the releases that the server offers.")
  var promote = false

  @OptionGroup var promotionOptions: PromotionOptions

  @Option(help: ArgumentHelp("How many files are downloaded at a time.", valueName: "n"))
  var parallel = 4

  @Option(help: ArgumentHelp("How often a request is tried again that may succeed later.", valueName: "n"))
  var retry = 5

  @Flag(help: "Ask the server and say what would be done, and change nothing.")
  var dryRun = false

  @OptionGroup var connectionOptions: ConnectionOptions
  @OptionGroup var formatOptions: FormatOptions
  @OptionGroup var repositoryOptions: RepositoryOptions

  func validate() throws {
    if channel.isEmpty { throw ValidationError("Missing expected argument '--channel <name>'") }
    for name in channels { try ChannelName.validate(name) }
    for name in arch.flatMap(\.names) where Architecture(alias: name) == nil {
      throw ValidationError("--arch \(name.quoted) is no architecture")
    }
    if unsigned == (publicKey != nil) {
      throw ValidationError("Give the key that payloads are signed with, --public-key <pem>, or --unsigned")
    }
    if version != nil, last != nil { throw ValidationError("--version and --last exclude each other") }
    if let last, last < 1 { throw ValidationError("--last is not a number of versions from 1") }
    if !(1...32).contains(parallel) { throw ValidationError("--parallel is not a number from 1 to 32") }
    if !(0...100).contains(retry) { throw ValidationError("--retry is not a number from 0 to 100") }
    if !promote, promotionOptions.backwards || promotionOptions.expectCurrent != nil {
      throw ValidationError("--backwards and --expect-current need --promote")
    }
  }

  private var channels: [String] { channel.flatMap(\.names).unique }

  private var architectures: [Architecture] {
    let given = arch.flatMap(\.names).compactMap { Architecture(alias: $0) }.unique
    return given.isEmpty ? [.amd64] : given
  }

  func run() throws {
    let key = try publicKey.map { path throws(PayloadError) in try PayloadPublicKey(path: path) }
    let repository = try repositoryOptions.existing()
    try repository.checkPayloads()
    let app = try appOptions.app(in: repository)
    let output = ChangeReport(formatOptions.format, app: app, isDry: dryRun)
    let source = MirrorSource(
      server: url, app: app, version: version, extras: extra.isEmpty ? nil : Set(extra),
      options: try connectionOptions.curl(), retries: retry)
    let options = repositoryOptions
    let writer: (() throws -> RepositoryWriter)? = dryRun ? nil : { try options.writer() }
    let mirroring = Mirroring(
      repository: repository, source: source, key: key, isPromoting: promote, promotion: promotionOptions, last: last,
      fetching: ParallelFetch.Settings(
        options: try connectionOptions.curl(), threads: parallel, retries: retry, key: key,
        pacer: connectionOptions.limitRate.map { RatePacer(bytesPerSecond: $0.bytes) }),
      writer: writer, output: output)
    let code = try mirroring.run(channels: channels, architectures: architectures)
    try output.finish()
    if code != 0 { throw ExitCode(code) }
  }
}

/// Names with commas between.
struct NameList: ExpressibleByArgument {
  let names: [String]

  init?(argument: String) {
    names = argument.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    if names.contains("") { return nil }
  }
}
