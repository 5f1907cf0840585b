internal import ArgumentParser
internal import Catalog
internal import Console
internal import Payload

/// `omaha-pkg inspect FILE…`
struct Inspect: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Print size, SHA-1, SHA-256, and what a payload is.",
    discussion: """
      Each file is read once. A CrAU payload (what update_engine applies, usually named update.gz) is taken apart and \
      every operation's data are compared with their hash; a gzip file is inflated and its checksums are compared; \
      anything else is hashed, and named if it is one of the formats that a payload is taken for, such as an HTML page \
      that says that the download failed. Only regular files are read, not pipes or standard input.

      json prints an array with one object for each file: file, size, sha1 and sha256 (each with hex and base64), \
      content (crau, gzip or unknown), format (what unknown content is, such as html or zip), sound, faults, notes, signatureVerified, and crau or gzip with what the payload \
      says of itself. Keys stay as they are; what does not apply is absent.

      xml prints the <package> element of an Omaha manifest; for an update_engine payload the <action> that goes with \
      it follows as a comment.

      The exit code is 0 if every payload is sound, 1 if one is damaged, truncated, or not signed with the key, \
      66 if a file is not there or cannot be opened, and 74 if reading fails or a file changes meanwhile.
      """)

  /// How to print.
  enum Format: String, CaseIterable, ExpressibleByArgument {
    case text, json, xml
  }

  @Option(help: ArgumentHelp("How to print.", valueName: "text|json|xml"))
  var format: Format = .text

  @Option(
    help: ArgumentHelp(
      "Verify each payload's signature with this RSA public key (PEM, 1024 bits or more).", valueName: "pem"))
  var publicKey: String?

  @Argument(help: ArgumentHelp("The payloads.", valueName: "file"), completion: .file())
  var files: [String]

  func validate() throws {
    if files.contains("-") {
      throw ValidationError("standard input cannot be inspected: a payload is read at more than one place")
    }
    if files.contains("") { throw ValidationError("the name of a file is empty") }
  }

  func run() throws {
    let key = try publicKey.map { path throws(PayloadError) in try PayloadPublicKey(path: path) }
    var inspected: [InspectedFile] = []
    var worst: Int32 = 0
    for file in files {
      do {
        let payload = InspectedFile(path: file, report: try Self.report(on: file, key: key))
        // Text and XML are printed as they come: the next file may take long.
        switch format {
        case .text: print(payload.text(separated: !inspected.isEmpty, keyPath: publicKey))
        case .xml: print(try payload.xml())
        case .json: break
        }
        inspected.append(payload)
        try payload.check()
      } catch {
        guard let failure = (error as? any CommandError)?.commandFailure else { throw error }
        failure.print(as: "omaha-pkg")
        worst = max(worst, failure.exitCode)
      }
    }
    if format == .json { try JSON.print(inspected.map(\.json)) }
    if worst != 0 { throw ExitCode(worst) }
  }

  private static func report(on file: String, key: PayloadPublicKey?) throws(PayloadError) -> PayloadReport {
    let reporter = ProgressReporter(label: file.escaped)
    defer { reporter.finish() }
    return try PayloadInspector.inspect(path: file, publicKey: key, progress: reporter.report)
  }
}
