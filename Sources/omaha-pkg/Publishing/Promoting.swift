internal import Catalog
internal import Glibc
internal import Omaha

/// Points a channel to a release and says what that changed.
struct Promoting {
  let app: ApplicationID
  let version: Version

  func run(channel: String, architecture: Architecture?, in editor: inout AppEditor) throws -> [String] {
    let existing = try editor.architectures(of: version)
    guard !existing.isEmpty, architecture.map(existing.contains) ?? true else {
      throw CommandFailure.noSuchRelease(app, version, architecture)
    }
    let (promotions, isNewChannel) = try editor.promote(
      to: version, channel: channel, architecture: architecture, now: Timestamp.now)
    return (isNewChannel ? ["new channel \(channel.escaped)"] : [])
      + promotions.map { promotion in
        let place = "channel \(channel.escaped) \(promotion.architecture)"
        if !promotion.isChange {
          let isDated = promotion.previous?.since == promotion.target.since
          return "\(place) is at \(version) already" + (isDated ? "" : ", since now")
        }
        guard let previous = promotion.previous else { return "\(place) is at \(version) now" }
        return "\(place) is at \(version) now, was at \(previous.version)"
      }
  }
}

extension Timestamp {
  /// The present moment, by the system's clock.
  static var now: Timestamp { Timestamp(seconds: Int64(time(nil))) }
}

extension CommandFailure {
  static func noSuchApp(_ app: ApplicationID) -> CommandFailure {
    CommandFailure(
      "there is no app \(app.key)", hint: "`omaha-pkg list` shows what there is", exitCode: CommandFailure.noInput)
  }

  static func noSuchRelease(_ app: ApplicationID, _ version: Version, _ arch: Architecture?) -> CommandFailure {
    CommandFailure(
      "there is no release \(version)\(arch.map { " for \($0)" } ?? "") of \(app.key)",
      hint: "`omaha-pkg list --app \(app.key)` shows what there is", exitCode: CommandFailure.noInput)
  }
}
