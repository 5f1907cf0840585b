internal import ArgumentParser
internal import Catalog
internal import CatalogEditing
internal import Console
internal import Omaha

/// `omaha-pkg pin VERSION --app ID --group G`
struct PinCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pin", abstract: "Give a group one version, not its channel's.",
    usage: """
      omaha-pkg pin <version> --app <id> --group <name> [--arch <arch>] [--dry-run] [--root <dir>]
      omaha-pkg pin --remove --app <id> --group <name> [--arch <arch>] [--dry-run] [--root <dir>]
      """,
    discussion: "A rollout of the group counts from now on. Floors and blocks of the channel stay in force.")

  @Argument(help: "The version.")
  var version: Version?

  @Option(help: ArgumentHelp("The group; may be repeated.", valueName: "name"))
  var group: [String]

  @Option(
    help: ArgumentHelp(
      "Only machines of this architecture. (default: every one that the version has a release for)",
      valueName: "arch"))
  var arch: Architecture?

  @Flag(help: "Follow the channel again.")
  var remove = false

  @OptionGroup var editOptions: EditOptions

  func validate() throws {
    if remove, version != nil { throw ValidationError("--remove takes away what is pinned: leave out the version") }
    if !remove, version == nil { throw ValidationError("Missing expected argument '<version>' or '--remove'") }
  }

  func run() throws {
    try editOptions.edit { editor in
      var report: EditReport = []
      for group in group.unique {
        try editor.require(group: group)
        report += try version.map { try pin(group, to: $0, in: &editor) } ?? unpin(group, in: &editor)
      }
      return report
    }
  }

  private func place(_ group: String) -> String { "group \(group.escaped)" + (arch.map { " \($0)" } ?? "") }

  private func pin(_ group: String, to asked: Version, in editor: inout AppEditor) throws -> EditReport {
    let version = try editor.knownVersions().written(asked)
    let existing = try editor.architectures(of: version)
    guard !existing.isEmpty, arch.map(existing.contains) ?? true else {
      throw try editor.noFullRelease(of: version, for: arch)
    }
    let before = editor.versions(ofGroup: group, for: arch)
    let isChanged = try editor.pin(group, to: version, for: arch, now: Timestamp.now)
    var report: EditReport = ["\(place(group)) is pinned to \(version) \(isChanged ? "now" : "already")"]
    if isChanged { report.warn(ofTwins: before, of: version) }
    return report
  }

  private func unpin(_ group: String, in editor: inout AppEditor) throws -> EditReport {
    let isChanged = try editor.unpin(group, for: arch)
    if let arch, editor.group(named: group)?.pins.contains(where: { $0.architecture == nil }) == true {
      throw CommandFailure(
        "group \(group.quoted) is pinned for every architecture, also for \(arch)",
        hint: "remove the pin without --arch, then pin the others", exitCode: CommandFailure.checkFailed)
    }
    return ["\(place(group)) \(isChanged ? "follows its channel again" : "is not pinned")"]
  }
}

extension AppEditor {
  /// The versions that a group's machines are taken to, by its pins or its channel's targets.
  fileprivate func versions(ofGroup name: String, for architecture: Architecture?) -> Set<Version> {
    guard let group = group(named: name) else { return [] }
    func concerns(_ other: Architecture?) -> Bool { architecture == nil || other == nil || other == architecture }
    let pins = group.pins.filter { concerns($0.architecture) }.map(\.version)
    let targets = channel(named: group.channelName)?.targets.filter { concerns($0.architecture) }.map(\.version) ?? []
    return Set(pins.isEmpty ? targets : pins)
  }
}
