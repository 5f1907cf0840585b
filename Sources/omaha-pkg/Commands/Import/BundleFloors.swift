internal import Bundling
internal import Catalog
internal import CatalogEditing
internal import Console
internal import Omaha

/// The floors that channels had where a bundle comes from. Whoever points a channel to its releases needs them too: without them machines would
/// jump over a release that they must not leave out.
struct BundleFloors {
  private var channels: [(app: ApplicationID, channels: [Channel])] = []

  /// Reads them from the bundle; only floors at its own releases count.
  init(of contents: BundleContents, in repository: Repository) throws(CommandFailure) {
    let texts = contents.floors + contents.policies.map { ($0.app, $0.policy.text) }
    for (app, text) in texts {
      guard let snapshot = AppSnapshot(String(decoding: text, as: UTF8.self), in: repository) else {
        // A policy that is to be applied is refused with all that is wrong in it.
        guard contents.floors.contains(where: { $0.app.key == app.key }) else { continue }
        throw CommandFailure(
          "the bundle has floors of \(app.key) that are not valid", exitCode: CommandFailure.badCatalog)
      }
      let versions = Set(contents.releases.filter { $0.file.appID.key == app.key }.map(\.file.key.version))
      channels.append(
        (
          app,
          snapshot.channels.map { channel in
            Channel(
              name: channel.name, targets: [], floors: channel.floors.filter { versions.contains($0.version.text) })
          }
        ))
    }
  }

  /// The floors for a channel that is to be pointed to the bundle's releases: those of the channel of this name there, or where there was none
  /// those of all.
  private func floors(of app: ApplicationID, for name: String) -> [Floor] {
    let known = channels.filter { $0.app.key == app.key }.flatMap(\.channels)
    let own = known.filter { $0.name == name }
    return (own.isEmpty ? known : own).flatMap(\.floors).unique
  }

  /// Makes them floors of a channel.
  func set(in channel: String, by editor: inout AppEditor) throws -> EditReport {
    var report: EditReport = []
    for floor in floors(of: editor.app, for: channel)
    where !editor.isFloor(floor.version, of: channel, for: floor.architecture) {
      _ = try editor.setFloor(
        floor.version, for: floor.architecture, reason: floor.reason?.escaped, channel: channel)
      report.add("\(place(channel, floor)): \(floor.version) is a floor", isChanged: true)
    }
    return report
  }

  /// Says what ``set(in:by:)`` would do.
  func foretell(of app: ApplicationID, in channel: String, _ editor: AppEditor?, _ output: ChangeReport) {
    for floor in floors(of: app, for: channel)
    where editor?.isFloor(floor.version, of: channel, for: floor.architecture) != true {
      output.say("would make \(floor.version) a floor of \(place(channel, floor))", isChange: true)
    }
  }

  /// Says that there are some, when no channel is pointed to anything.
  func tell() {
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
