internal import Catalog
internal import CatalogEditing
internal import Console
internal import Omaha

/// Points a channel to a release and says what that changed.
struct Promoting {
  let app: ApplicationID
  let version: Version

  func run(channels: [String], architecture: Architecture?, in editor: inout AppEditor) throws -> EditReport {
    var report: EditReport = []
    for channel in channels.unique { report += try run(channel: channel, architecture: architecture, in: &editor) }
    return report
  }

  func run(channel: String, architecture: Architecture?, in editor: inout AppEditor) throws -> EditReport {
    let version = try editor.knownVersions().written(version)
    let existing = try editor.architectures(of: version)
    guard !existing.isEmpty, architecture.map(existing.contains) ?? true else {
      throw try editor.noFullRelease(of: version, for: architecture)
    }
    let (promotions, isNewChannel) = try editor.promote(
      to: version, channel: channel, architecture: architecture, now: Timestamp.now)
    var report = EditReport(isNewChannel ? ["new channel \(channel.escaped)"] : [])
    report.lines += promotions.map { promotion in
      let place = "channel \(channel.escaped) \(promotion.architecture)"
      if !promotion.isChange {
        let isDated = promotion.previous?.since == promotion.target.since
        return "\(place) is at \(version) already" + (isDated ? "" : ", since now")
      }
      guard let previous = promotion.previous else { return "\(place) is at \(version) now" }
      return "\(place) is at \(version) now, was at \(previous.version)"
    }
    report.warn(ofTwins: Set(promotions.compactMap(\.previous?.version)), of: version)
    if isNewChannel, let rules = editor.rulesElsewhere(than: channel) { report.note(rules) }
    return report
  }

  /// Says what it would do for one architecture, also for an app and a release that are not there yet.
  func foretell(channel: String, architecture: Architecture, in repository: Repository) throws {
    let old = (try? AppEditor(repository, app))?.channel(named: channel)
    if old == nil { print("would make channel \(channel.escaped)") }
    let place = "channel \(channel.escaped) \(architecture)"
    guard let target = old?.targets.first(where: { $0.architecture == architecture }) else {
      return print("would point \(place) to \(version)")
    }
    let isThere = target.version.text == version.text
    print(isThere ? "\(place) is at \(version) already" : "would point \(place) to \(version), from \(target.version)")
  }
}
