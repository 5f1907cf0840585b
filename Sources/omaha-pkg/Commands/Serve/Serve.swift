internal import ArgumentParser
internal import Catalog
internal import Console
internal import Gateway
internal import Glibc
internal import Omaha
internal import PackageServer
internal import Posix

/// `omaha-pkg serve FILE… --version V`
struct Serve: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Offer one package to whoever asks, until Ctrl-C.",
    discussion: """
      Answers update checks and downloads by itself: no web server, no repository and no configuration is needed, and \
      nothing is written. Any track, architecture and app is offered the package, unless the machine's version is as \
      new. Of several files the first is the payload, the others are further packages of the release. Prints the \
      SERVER= line for the machines' update.conf, then a line per check and download; with --format json each line is an \
      object. It is for one machine or a lab; a fleet has omaha-fcgi behind a web server.
      """)

  @Argument(help: ArgumentHelp("The payload, then further files.", valueName: "file"), completion: .file())
  var files: [String] = []

  @Option(
    name: [.customLong("package-file")],
    help: ArgumentHelp("The payload, as serve-package has it.", visibility: .hidden))
  var packageFile: String?

  @Option(
    name: [.long, .customLong("package-version")], help: ArgumentHelp("The package's version.", valueName: "v"))
  var version: Version

  @Option(
    name: [.long, .customLong("listen-address")],
    help: ArgumentHelp("Where to listen; without a host on every address.", valueName: "host:port"))
  var listen: ServeAddress = ServeAddress(host: "", port: 8000)

  @Option(help: ArgumentHelp("Offer it to machines of this app only. (default: any)", valueName: "id"))
  var app: ApplicationID?

  @Option(help: ArgumentHelp("The payload's name in its URL. (default: that of the file)", valueName: "name"))
  var name: String?

  @Flag(help: "Serve a payload that is broken.")
  var force = false

  @OptionGroup var formatOptions: FormatOptions

  private var paths: [String] { packageFile.map { [$0] } ?? files }

  /// What the files are called in URLs, not encoded.
  private var names: [String] { name.map { [$0] } ?? paths.map(Self.fileName) }

  func validate() throws {
    guard files.isEmpty != (packageFile == nil) else { throw ValidationError("Give the payload: FILE") }
    if name != nil, files.count > 1 { throw ValidationError("--name is for one file only") }
    if let name, name.isEmpty || name.contains("/") || [".", ".."].contains(name) || name.utf8.count > 255 {
      throw ValidationError("--name \(name.quoted) is no file's name")
    }
    if let twice = names.first(where: { name in names.count { $0 == name } > 1 }) {
      throw ValidationError("two files are named \(twice.quoted)")
    }
  }

  private static func fileName(_ path: String) -> String { String(path.split(separator: "/").last ?? "") }

  func run() throws {
    let offer = try PackageOffer(version: version, paths: paths, names: names, app: app, isForced: force)
    let paused = try offer.catalog(for: app, isPaused: true)
    let log = ServeLog(formatOptions.format)
    let gateway = Gateway(
      catalog: try offer.catalog(for: app), log: log, logFormat: formatOptions.format == .json ? .json : .logfmt)
    _ = signal(SIGPIPE, SIG_IGN)
    let signals = try StopSignals.take()
    let server = PackageServer(package: offer.package, gateway: gateway) { event in
      if case .changed = event { gateway.replaceCatalog(paused) }
      log.write(event)
    }
    do {
      defer { server.stop() }
      let port = try listen(server)
      log.begin(server: "\(listen.url(port: port))/v1/update/", version: version, app: app)
      StopSignals.wait(signals)
    }
    log.finish()
  }

  /// Listens at every number of the address; where the system has no IPv6, or no IPv4, at the other.
  private func listen(_ server: PackageServer) throws -> UInt16 {
    var port: UInt16?
    var failure: ServingError?
    for number in try listen.numbers() {
      do throws(ServingError) {
        port = try server.listen(host: number, port: port ?? listen.port)
      } catch {
        guard [EAFNOSUPPORT, EADDRNOTAVAIL].contains(error.code) else { throw Self.failure(error, listen) }
        failure = error
      }
    }
    guard let port else { throw Self.failure(failure ?? ServingError(code: EADDRNOTAVAIL), listen) }
    return port
  }

  private static func failure(_ error: ServingError, _ address: ServeAddress) -> CommandFailure {
    CommandFailure(
      "cannot listen at \(address.defaultValueDescription): \(SystemError.clause(of: error.code))",
      hint: "is it free? --listen HOST:PORT takes another", exitCode: CommandFailure.cannotCreate)
  }
}
