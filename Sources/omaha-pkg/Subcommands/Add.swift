internal import ArgumentParser
internal import Catalog
internal import Omaha
internal import Payload

/// `omaha-pkg add FILE --app ID --version V`
struct Add: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Publish a payload as a release.",
    discussion: """
      The payload is put in place by a hard link where that can be, else it is copied. A linked payload is one file with \
      the one that was given: do not change that in place (`verify` finds it). The release appears at once and whole; \
      with --channel it is promoted too. Adding the very same release again changes nothing, or completes what was \
      interrupted; a release that exists is never changed.
      """)

  @Argument(help: ArgumentHelp("The payload.", valueName: "file"))
  var file: String

  @OptionGroup var appOptions: AppOptions

  @Option(help: ArgumentHelp("The release's version.", valueName: "v"))
  var version: Version

  @Option(help: ArgumentHelp("The architecture that the payload runs on.", valueName: "arch"))
  var arch: Architecture = .amd64

  @Option(help: ArgumentHelp("Point this channel to the release.", valueName: "name"))
  var channel: String?

  @Option(help: ArgumentHelp("The payload's name in the repository. (default: that of the file)", valueName: "name"))
  var name: String?

  @Option(
    help: ArgumentHelp(
      "Where clients fetch the payload: an http or https URL, or a path on the update server, ending in \"/\"; may be repeated. (default: /packages/ID/VERSION/ARCH/)",
      valueName: "url"))
  var codebase: [String] = []

  @Flag(help: "Publish a payload that is broken.")
  var force = false

  @OptionGroup var repositoryOptions: RepositoryOptions

  func validate() throws {
    if let channel { try ChannelName.validate(channel) }
    for codebase in codebase {
      if let fault = Codebase.fault(in: codebase) { throw ValidationError("--codebase \(codebase.quoted) \(fault)") }
    }
    if let name, let fault = PayloadName.fault(in: name) { throw ValidationError("--name \(name.quoted) \(fault)") }
  }

  func run() throws {
    let source = try PayloadSource(path: file)
    let name = try name ?? PayloadName.of(file)
    let report = try source.inspect(allowingFaults: force)
    let writer = try repositoryOptions.writer()
    let codebases = codebase.compactMap { Codebase($0) }
    let adding = Adding(
      writer: writer, source: source, digest: report.digest, app: appOptions.app, version: version, architecture: arch,
      name: name, codebases: codebases)
    try adding.run()
    if let channel {
      let promoting = Promoting(app: appOptions.app, version: version)
      try Editing(repository: writer.repository, app: appOptions.app, writer: writer).run { editor in
        try promoting.run(channel: channel, architecture: arch, in: &editor)
      }
    }
  }
}
