internal import Bundling
internal import Catalog
internal import CatalogEditing
internal import Console
internal import Omaha

/// The floors and blocks that channels had where a bundle comes from. Whoever points a channel to its releases needs them too: without the
/// floors machines would jump over a release that they must not leave out, and what is blocked there nobody is to get here.
///
/// A bundle without a policy has floors, and no blocks.
struct BundleRules {
  private var channels: [(app: ApplicationID, channels: [Channel])] = []
  /// The apps whose policy is not valid here.
  private var unreadable: Set<String> = []

  /// Reads them from the bundle; only floors at its own releases count.
  init(of contents: BundleContents, in repository: Repository) throws(CommandFailure) {
    let texts = contents.floors + contents.policies.map { ($0.app, $0.policy.text) }
    for (app, text) in texts {
      guard let snapshot = AppSnapshot(String(decoding: text, as: UTF8.self), in: repository) else {
        guard contents.floors.contains(where: { $0.app.key == app.key }) else {
          // A policy that is to be applied is refused with all that is wrong in it.
          unreadable.insert(app.key)
          continue
        }
        throw CommandFailure(
          "the bundle has floors of \(app.key) that are not valid", exitCode: CommandFailure.badCatalog)
      }
      let versions = Set(contents.releases.filter { $0.file.appID.key == app.key }.map(\.file.key.version))
      channels.append(
        (
          app,
          snapshot.channels.map { channel in
            Channel(
              name: channel.name, targets: [], floors: channel.floors.filter { versions.contains($0.version.text) },
              blocks: channel.blocks)
          }
        ))
    }
  }

  /// The channels that count for one that is to be pointed to the bundle's releases: the one of this name there, or where there was none all.
  private func channels(of app: ApplicationID, for name: String) -> [Channel] {
    let known = channels.filter { $0.app.key == app.key }.flatMap(\.channels)
    let own = known.filter { $0.name == name }
    return own.isEmpty ? known : own
  }

  private func floors(of app: ApplicationID, for name: String) -> [Floor] {
    channels(of: app, for: name).flatMap(\.floors).unique
  }

  /// Throws when a channel would be pointed to a release that is blocked where the bundle comes from.
  ///
  /// - Parameter editor: The app as it is; nil when there is none yet.
  func check(_ release: ReleaseFile, for name: String, in editor: AppEditor?) throws(CommandFailure) {
    guard !unreadable.contains(release.appID.key) else {
      throw CommandFailure(
        "the policy of \(release.appID.key) in the bundle is not valid here, so nobody knows its floors and blocks",
        hint: "--policy --dry-run says what is wrong in it; a bundle that is exported without --policy has the floors",
        exitCode: CommandFailure.badCatalog)
    }
    for bundled in channels(of: release.appID, for: name) {
      try Self.check(
        release.version, for: release.architecture, of: release.appID, by: bundled, now: editor?.channel(named: name))
    }
  }

  /// Throws when a channel would be pointed to a version that a channel of the bundle blocks.
  ///
  /// - Parameter channel: The channel as it is; nil when there is none yet.
  static func check(
    _ version: Version, for architecture: Architecture, of app: ApplicationID, by bundled: Channel,
    now channel: Channel?
  ) throws(CommandFailure) {
    if channel?.target(for: architecture)?.version.text == version.text { return }
    guard let block = bundled.block(of: version, for: architecture) else { return }
    throw CommandFailure(
      "the bundle blocks \(version) in channel \(bundled.name.quoted) of \(app.key)\(block.reason.map { " (\($0.escaped))" } ?? "")",
      hint: "with --backwards it is done", exitCode: CommandFailure.checkFailed)
  }

  /// Makes the floors those of a channel.
  func setFloors(in channel: String, by editor: inout AppEditor) throws -> EditReport {
    var report: EditReport = []
    for floor in floors(of: editor.app, for: channel)
    where !editor.isFloor(floor.version, of: channel, for: floor.architecture) {
      _ = try editor.setFloor(
        floor.version, for: floor.architecture, reason: floor.reason?.escaped, channel: channel)
      report.add("\(place(channel, floor)): \(floor.version) is a floor", isChanged: true)
    }
    return report
  }

  /// Says what ``setFloors(in:by:)`` would do.
  func foretellFloors(of app: ApplicationID, in channel: String, _ editor: AppEditor?, _ output: ChangeReport) {
    for floor in floors(of: app, for: channel)
    where editor?.isFloor(floor.version, of: channel, for: floor.architecture) != true {
      output.say("would make \(floor.version) a floor of \(place(channel, floor))", isChange: true)
    }
  }

  /// Says that there are floors, when no channel is pointed to anything.
  func tellOfFloors() {
    for (app, channels) in channels {
      let floors = channels.filter { !$0.floors.isEmpty }
        .map { "\($0.name.escaped): \($0.floors.map(\.version.text).unique.joined(separator: ", "))" }
      guard !floors.isEmpty else { continue }
      StandardError.note(
        "the bundle has floors of \(app.key) (\(floors.joined(separator: "; "))): --promote sets them, `omaha-pkg promote` does not"
      )
    }
  }

  private func place(_ channel: String, _ floor: Floor) -> String {
    "channel \(channel.escaped)\(floor.architecture.map { " \($0)" } ?? "")"
  }
}
