internal import ArgumentParser

/// `omaha-pkg group …`
struct GroupCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "group", abstract: "Sort machines into groups.",
    discussion: """
      The first group of the file whose selectors all fit takes a machine; then every channel is a group by itself, for \
      the track of its name.
      """,
    subcommands: [GroupAdd.self, GroupSet.self, GroupRemove.self, GroupList.self])
}
