internal import Console

extension FormatOptions {
  /// Prints a report as JSON or as the text for people, which ends with a line break.
  func print(_ report: some Encodable, text: () -> String) throws {
    switch format {
    case .text: Swift.print(text(), terminator: "")
    case .json: try JSON.print(report)
    }
  }
}
