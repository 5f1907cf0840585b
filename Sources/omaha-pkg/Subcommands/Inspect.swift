internal import ArgumentParser
internal import Payload

/// `omaha-pkg inspect FILE…`
struct Inspect: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Print size, SHA-1, SHA-256, and what a payload is."
  )

  @Argument(help: "The payloads.")
  var files: [String]

  func run() throws {
    for file in files {
      let report = try PayloadInspector.inspect(path: file)
      print(file, report.digest.size, report.digest.sha1Hex, report.digest.sha256Hex)
    }
  }
}
