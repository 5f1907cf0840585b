internal import ArgumentParser
internal import Console
internal import Fleet
internal import Omaha

/// `omaha-fleet errors`
struct Errors: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Count machines by their last error and the release that it was about.",
    discussion: """
      A machine's last error stays known when it has got further; \"failed\" counts the machines that have not. `omaha-fleet machines \
      --error CODE` lists the machines.
      """)

  @Option(
    help: ArgumentHelp("Only this app.", valueName: "id"), completion: .apps, transform: MachineFilterOptions.app)
  var app: String?

  @OptionGroup var formatOptions: FormatOptions
  @OptionGroup var readingOptions: ReadingOptions

  func run() throws {
    let errors = try readingOptions.reader().errors(app: app)
    switch formatOptions.format {
    case .json: print("[" + errors.map { JSONLine($0).text }.joined(separator: ",\n") + "]")
    case .text:
      var columns = Columns("app", "target", "code", "error", "machines", "failed", "since", "last")
      for error in errors {
        columns.add(
          error.app, error.release, String(error.code), error.text, String(error.machines), String(error.failed),
          Timestamp(milliseconds: error.first).description, Timestamp(milliseconds: error.last).description)
      }
      columns.finish()
    }
  }
}

extension ErrorCount {
  fileprivate var text: String { KnownMachine.errorText(code, ClientFamily(platform: platform)) }
}

extension JSONLine {
  fileprivate init(_ error: ErrorCount) {
    addAlways("app", error.app)
    addAlways("target", error.release)
    addAlways("code", error.code)
    addAlways("text", error.text)
    addAlways("machines", error.machines)
    addAlways("failed", error.failed)
    addAlways("firstSeen", Timestamp(milliseconds: error.first).description)
    addAlways("lastSeen", Timestamp(milliseconds: error.last).description)
  }
}
