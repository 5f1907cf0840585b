internal import ArgumentParser
internal import Catalog
internal import CatalogEditing
internal import Console
internal import Omaha
internal import Payload

/// `omaha-pkg add FILE --app ID --version V`
struct Add: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Publish a payload as a release.",
    discussion: """
      The payload is copied into the repository, as a clone that shares its blocks where the file system can. So what is \
      done to the file afterwards changes nothing. With --link it is one file with the one that was given: never write \
      into that then. The release appears at once and whole; with --channel it is promoted too. Adding the very same \
      release again changes nothing, or completes what was interrupted; a release that exists is never changed.

      Of several files the first is the payload, the others are further packages of the release. A machine that runs \
      Flatcar needs its oem-ID.gz and flatcar-NAME.gz in the same release as the update. What machines would fail with \
      is told as a warning before anything is published.

      With --previous the payload is a delta, offered only to machines that run \
      exactly that version and can apply it; the full payload is added by a command of its own.
      """)

  @Argument(help: ArgumentHelp("The payload, then further files.", valueName: "file"), completion: .file())
  var files: [String]

  @OptionGroup var appOptions: AppOptions

  @Option(help: ArgumentHelp("The release's version.", valueName: "v"))
  var version: Version

  @Option(
    help: ArgumentHelp(
      "The architecture that the payload runs on; needed once the app has several. (default: that of the app's releases, amd64 for the first)",
      valueName: "arch"))
  var arch: Architecture?

  @Option(help: ArgumentHelp("The payload is a delta from this version.", valueName: "v"), completion: .versions)
  var previous: Version?

  @Option(
    help: ArgumentHelp("Point this channel to the release; may be repeated.", valueName: "name"),
    completion: .channels)
  var channel: [String] = []

  @OptionGroup var promotionOptions: PromotionOptions

  @Option(help: ArgumentHelp("The payload's name in the repository. (default: that of the file)", valueName: "name"))
  var name: String?

  @Option(
    help: ArgumentHelp(
      "Where clients fetch the payload: an http or https URL, or a path on the update server, ending in \"/\"; may be repeated. (default: /packages/ID/VERSION/ARCH/)",
      valueName: "url"))
  var codebase: [String] = []

  @OptionGroup var releaseOptions: ReleaseOptions

  @Flag(
    help:
      "Publish a payload that is broken, or full where a delta is meant, and files in an order that is surely wrong.")
  var force = false

  @Flag(help: "Make a hard link instead of a copy: what is written into the file later is what machines get.")
  var link = false

  @Flag(help: "Say what would be done, and change nothing.")
  var dryRun = false

  @OptionGroup var formatOptions: FormatOptions
  @OptionGroup var repositoryOptions: RepositoryOptions

  func validate() throws {
    for name in channel { try ChannelName.validate(name) }
    if channel.isEmpty, promotionOptions.backwards || promotionOptions.expectCurrent != nil {
      throw ValidationError("--backwards and --expect-current need --channel")
    }
    for codebase in codebase {
      if let fault = Codebase.fault(in: codebase) { throw ValidationError("--codebase \(codebase.quoted) \(fault)") }
    }
    if let name, let fault = PayloadName.fault(in: name) { throw ValidationError("--name \(name.quoted) \(fault)") }
    if name != nil, files.count > 1 { throw ValidationError("--name is for one file only") }
    if let previous, previous >= version {
      throw ValidationError("--previous \(previous.text.quoted) is not older than \(version.text.quoted)")
    }
    if (previous?.text.utf8.count ?? 0) + version.text.utf8.count > 200 {
      throw ValidationError("the two versions are too long for the name of a file")
    }
    try releaseOptions.check(names: (try? names()) ?? [])
  }

  /// What the files are called in the repository.
  private func names() throws -> [String] { try name.map { [$0] } ?? files.map(PayloadName.of) }

  func run() throws {
    let names = try names()
    let sources = try files.map { try PayloadSource(path: $0) }
    var added: [AddedFile] = []
    var reviewed: [ReviewedFile] = []
    for (index, (source, name)) in zip(sources, names).enumerated() {
      let role: PayloadSource.Role = index > 0 ? .other : previous == nil ? .full : .delta
      let report = try source.inspect(as: role, allowingFaults: force)
      added.append(
        AddedFile(
          source: source, digest: report.digest, name: name, isRequired: !releaseOptions.optional.contains(name),
          attributes: releaseOptions.attributes(of: name)))
      reviewed.append(ReviewedFile(name: name, report: report))
    }
    let repository = try repositoryOptions.existing()
    let app = try appOptions.app(in: repository)
    let arch = try AddedArchitecture(app: app, repository: repository).architecture(given: arch)
    let writer = try repositoryOptions.writer(isDry: dryRun)
    if !channel.isEmpty { try requireFullRelease(of: app, for: arch, in: repository) }
    let known = try KnownVersions(of: app, in: repository)
    try known.checkAdded(version)
    // A delta from 1.0.0 is for no machine that has the release 1.0.
    let previous = try previous.map { try known.written($0) }
    if let previous, let missing = known.missing(previous) {
      StandardError.warn("\(missing); the delta is for machines that run exactly \(previous)")
    }
    let promoting = Promoting(
      app: app, version: version, architecture: arch, channels: channel, options: promotionOptions)
    try promoting.check(in: repository)
    let key = ReleaseKey(version: version.text, architecture: arch, previousVersion: previous?.text)
    let output = ChangeReport(formatOptions.format, app: app, isDry: dryRun)
    let adding = Adding(
      repository: repository, writer: writer, app: app, key: key, version: version, previous: previous,
      files: added, codebases: codebase.compactMap { Codebase($0) }, given: releaseOptions.given, isLinking: link,
      createsMisspelled: promotionOptions.create, output: output)
    try ReleaseReview(
      app: app, files: reviewed, actions: adding.release.manifest.actions,
      others: OtherReleases(of: app, besides: key, in: repository)
    ).tell(allowingFaults: force)
    let new = try adding.check()
    // Before it is published: a release that no channel may point to would be published for nothing.
    var trial: EditReport?
    if !channel.isEmpty {
      trial = try Editing.tryOut(
        app, adding: new.map { [(key, $0)] } ?? [], holding: [key], defaultArchitecture: adding.defaultArchitecture,
        in: repository, output
      ) { try promoting.run(in: &$0) }
    }
    try adding.run()
    if channel.isEmpty {
      // Nothing more is asked for.
    } else if let writer {
      try Editing(repository: repository, app: app, writer: writer, output: output).run { try promoting.run(in: &$0) }
    } else {
      promoting.foretell(in: repository, output)
      try trial?.tell(isDry: true)
    }
    try output.finish()
  }

  /// A channel points to a full release; the delta alone would leave most machines with nothing.
  private func requireFullRelease(
    of app: ApplicationID, for arch: Architecture, in repository: Repository
  ) throws {
    let full = ReleaseKey(version: version.text, architecture: arch)
    guard previous != nil else { return }
    guard try ReleaseFile.read(repository, app, full) == nil else {
      return try AppEditor(repository, app).requirePayload(of: version, for: [arch])
    }
    throw CommandFailure(
      "there is no full release \(version) for \(arch) of \(app.key) that a channel could point to",
      hint: "add the full payload first, or leave out --channel", exitCode: CommandFailure.noInput)
  }
}
