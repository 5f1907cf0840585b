internal import ArgumentParser
internal import Catalog
internal import Console
internal import Glibc
internal import Omaha
internal import OmahaClient
internal import OmahaCurl
internal import Payload

/// `omaha-pkg probe URL --app ID --version V`
struct Probe: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Ask a server as a machine does, and judge its answer.",
    usage: "omaha-pkg probe <url> [--app <id>] --version <v> [<options>]",
    discussion: """
      The answer is read as strictly as update_engine reads it, and everything that it or another client would not take \
      is told. With --download the payload is fetched too: whether the server can resume a download, whether size and both \
      hashes are those of the answer, whether the payload is whole, and with --public-key whether it is signed.

      A URL without a path means /v1/update/. The server takes the check for one of a machine: its ID is 32 zeros unless \
      --machine gives another, so that many probes count as one machine.

      json prints one object: server, app, version, http, answer (update, noupdate, invalid or unavailable), offer, \
      pollInterval, deviations, expected, asExpected and downloads. What does not apply is absent.

      The exit code is 0 if the answer is valid and as expected, 1 if not, and 69 if the server cannot be reached or \
      answers with 5xx.
      """)

  @Argument(help: ArgumentHelp("The server's URL, such as https://updates.example.com/v1/update/.", valueName: "url"))
  var url: ServerURL

  @Option(
    help: ArgumentHelp(
      "The app, as the machine writes it. (default: OMAHA_APP in the environment, else the only app of the repository)",
      valueName: "id"), completion: .apps)
  var app: String?

  @OptionGroup var machine: MachineOptions

  @Option(
    help: ArgumentHelp(
      "What the answer must be: update, noupdate, or the version on offer. (default: either)",
      valueName: "update|noupdate|v"))
  var expect: ProbeExpectation?

  @Flag(help: "Fetch the payload and check it.")
  var download = false

  @Option(
    help: ArgumentHelp("Verify the payload's signature with this RSA public key; needs --download.", valueName: "pem"),
    completion: .file())
  var publicKey: String?

  @OptionGroup var connectionOptions: ConnectionOptions
  @OptionGroup var formatOptions: FormatOptions
  @OptionGroup var repositoryOptions: RepositoryOptions

  func validate() throws {
    if machine.version == nil { throw ValidationError("Missing expected argument '--version <v>'") }
    if publicKey != nil, !download { throw ValidationError("--public-key needs --download") }
  }

  func run() throws {
    let key = try publicKey.map { path throws(PayloadError) in try PayloadPublicKey(path: path) }
    let app = try app ?? AppOptions.unnamed(in: repositoryOptions.repository).key
    let request = ProbeRequest(app: app, machine: machine).request
    let body: [UInt8]
    do throws(MessageError) { body = try request.encode() } catch {
      throw CommandFailure("the request cannot be written: \(error)", exitCode: CommandFailure.usage)
    }
    let start = ContinuousClock.now
    var report = ProbeReport(
      server: URLText.shown(url.text), app: app, version: machine.version ?? "", expectation: expect)
    var code: Int32 = 0
    let options = try connectionOptions.curl()
    do throws(TransportError) {
      let answer = try CurlTransport(options: options).exchange(body, with: url)
      let review = AnswerReview(of: answer, to: request, from: url)
      report.take(answer, review, in: ContinuousClock.now - start)
      if (500..<600).contains(answer.status) { code = CommandFailure.unavailable }
      if download, case .update(let offer)? = review.decision {
        report.downloads = ProbeDownload.all(of: offer, from: url, options, key: key)
      }
    } catch {
      guard formatOptions.format == .json else { throw error.failure }
      report.error = error.description
      code = error.failure.exitCode
      if code == CommandFailure.checkFailed { report.answer = "invalid" }
    }
    try formatOptions.print(report) { report.text }
    if code == 0, !report.isGood { code = CommandFailure.checkFailed }
    if code != 0 { throw ExitCode(code) }
  }
}

extension TransportError {
  /// An answer that nobody takes is a wrong one; no answer is none.
  fileprivate var failure: CommandFailure {
    guard kind == .redirect || kind == .tooLarge else { return commandFailure }
    return CommandFailure(description.escaped, exitCode: CommandFailure.checkFailed)
  }
}

/// What an answer must be.
enum ProbeExpectation: ExpressibleByArgument {
  case update
  case noUpdate
  case version(Version)

  init?(argument: String) {
    switch argument {
    case "update": self = .update
    case "noupdate": self = .noUpdate
    default:
      guard let version = Version(argument: argument) else { return nil }
      self = .version(version)
    }
  }

  var text: String {
    switch self {
    case .update: "update"
    case .noUpdate: "noupdate"
    case .version(let version): version.text
    }
  }

  /// Whether a decision is as expected. A version must be written alike: `1.0` is not `1.0.0`, nor another build of it.
  func isMet(by decision: UpdateDecision) -> Bool {
    switch (self, decision) {
    case (.update, .update), (.noUpdate, .noUpdate): true
    case (.version(let version), .update(let offer)): offer.version == version.text
    default: false
    }
  }
}
