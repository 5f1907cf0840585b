internal import Catalog
internal import CatalogEditing
internal import Console
internal import Omaha

extension AppEditor {
  /// Throws when machines that are pointed to a full release could not fetch it.
  func requirePayload(of version: Version, for architectures: [Architecture]) throws {
    for architecture in architectures {
      let key = ReleaseKey(version: version.text, architecture: architecture)
      let faults = try payloadFaults(of: key)
      guard !faults.isEmpty else { continue }
      let isOwn = try hasOwnPayload(key)
      throw CommandFailure(
        "machines cannot fetch \(key.text) of \(app.key): \(faults.joined(separator: "; "))",
        hint: isOwn
          ? "\(suggested("verify", app: app)) shows what is wrong; adding the release again puts its payload back"
          : "its codebase is another folder than `add` copies to: put the payload there first",
        exitCode: CommandFailure.checkFailed)
    }
  }

  /// What is paused of a channel and what it is in, with the command that resumes it; nil when nothing is.
  func pause(ofChannel name: String) -> String? {
    if isPaused { return "app \(app.key) is paused: nothing is offered before \(suggested("resume", app: app))" }
    guard channel(named: name)?.isPaused == true else { return nil }
    let resume = suggested("resume", "--channel", name, app: app)
    return "channel \(name.escaped) is paused: nothing is offered before \(resume)"
  }
}
