internal import ArgumentParser
internal import Omaha
internal import UpdateService

/// `omaha-pkg explain --app ID --version V`, `omaha-pkg explain REQUEST.xml`
struct Explain: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Print what a machine would be answered now, and why.",
    usage: """
      omaha-pkg explain --app <id> --version <v> [--track <t>] [--board <b>] [--machine <m>] [<options>]
      omaha-pkg explain <request.xml> [<options>]
      """,
    discussion: "Either a machine is described by options, or its request is read from a file.")

  @Argument(help: ArgumentHelp("A request as a machine sends it.", valueName: "request.xml"))
  var file: String?

  @Option(help: ArgumentHelp("The app, as the machine writes it.", valueName: "id"))
  var app: String?

  @Option(help: ArgumentHelp("The version that the machine runs.", valueName: "v"))
  var version: String?

  @Option(help: ArgumentHelp("The track that the machine asks for.", valueName: "t"))
  var track: String?

  @Option(help: ArgumentHelp("The machine's board, such as amd64-usr.", valueName: "b"))
  var board: String?

  @Option(help: ArgumentHelp("The machine's ID.", valueName: "m"))
  var machine: String?

  @Option(
    help: ArgumentHelp("The moment to decide for, such as 2026-11-23T10:00:00Z. (default: now)", valueName: "time"))
  var at: Timestamp?

  @Option(help: ArgumentHelp("The server's own URL, for releases whose codebase is a path.", valueName: "url"))
  var baseURL: String = "http://localhost"

  @OptionGroup var formatOptions: FormatOptions
  @OptionGroup var repositoryOptions: RepositoryOptions

  func validate() throws {
    if file == nil {
      guard app != nil else { throw ValidationError("Missing expected argument '--app <id>' or '<request.xml>'") }
      guard version != nil else { throw ValidationError("Missing expected argument '--version <v>'") }
    } else if app != nil || version != nil || track != nil || board != nil || machine != nil {
      throw ValidationError("A request file and a machine's options exclude each other")
    }
    guard BaseURL(baseURL) != nil else { throw ValidationError("--base-url is not an http or https URL") }
  }

  func run() throws {
    let repository = try repositoryOptions.existing()
    let (request, notices) = try request()
    let explanation = try Explanation(
      of: request, notices: notices, in: repository, at: at ?? Timestamp.now, baseURL: BaseURL(baseURL))
    switch formatOptions.format {
    case .text: print(explanation.text, terminator: "")
    case .json: try JSON.print(explanation)
    }
  }

  private func request() throws -> (Request, [Notice]) {
    if let file {
      let decoded = try RequestSource.read(file)
      return (decoded.request, decoded.notices)
    }
    let described = Request.App(
      appID: app ?? "", version: version ?? "", track: track, machineID: machine, board: board, ping: nil,
      updateCheck: UpdateCheck())
    return (Request(apps: [described]), [])
  }
}
