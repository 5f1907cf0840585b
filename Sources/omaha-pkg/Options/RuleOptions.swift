internal import ArgumentParser
internal import Catalog
internal import Omaha

/// Where a floor or a block stands
struct RuleOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Only in this channel; may be repeated. (default: in every channel of the app)", valueName: "name"),
    completion: .channels)
  var channel: [String] = []

  @Option(help: ArgumentHelp("Only for this architecture; all is for every one. (default: all)", valueName: "arch"))
  var arch: Architecture?

  /// Nil for all.
  var architecture: Architecture? { arch == .all ? nil : arch }

  /// `channel stable amd64`
  func location(_ channel: String) -> String {
    "channel \(channel.escaped)" + (architecture.map { " \($0)" } ?? "")
  }
}

/// `--reason`
struct ReasonOptions: ParsableArguments {
  static let help = ArgumentHelp("Why, for people.", valueName: "text")

  @Option(help: help, completion: .reasons)
  var reason: String?

  func validate() throws { try PrintableText.validate("--reason", reason) }
}
