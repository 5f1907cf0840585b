internal import ArgumentParser

/// `--group` of a command that changes a setting of some groups
struct GroupNameOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The group; may be repeated.", valueName: "name"), completion: .groups)
  var group: [String]
}
