internal import Omaha
internal import UpdateService

extension LogLine {
  /// What a machine says that a decision may depend on, by the names of the protocol; `omaha-pkg explain --log` reads it back.
  mutating func add(_ app: Request.App, of request: Request) {
    add("machine", ifPresent: app.machineID)
    add("alias", ifPresent: app.machineAlias)
    add("version", app.version)
    add("track", ifPresent: app.track)
    add("board", ifPresent: app.board)
    if let architecture = request.architecture(of: app) {
      add("arch", architecture.rawValue)
    } else {
      add("arch", ifPresent: request.statedArchitecture)
    }
    add("oem", ifPresent: app.oem)
    add("platform", ifPresent: request.os?.platform)
    add("delta_okay", ifPresent: app.deltaOK)
    add("multi_manifest_ok", ifPresent: app.multiManifestOK)
    guard let check = app.updateCheck else { return }
    if Follower(app, of: request) == .simpleMirror { add("syncer", word: "yes") }
    add("targetversionprefix", ifPresent: check.targetVersionPrefix?.text)
    add("rollback_allowed", ifPresent: check.rollbackAllowed)
    add("updatedisabled", ifPresent: check.updateDisabled)
  }
}

extension Request {
  /// The architecture that the system names, which is none that releases have.
  fileprivate var statedArchitecture: String? {
    if let name = os?.architecture, !name.isEmpty { return name }
    return os?.servicePack.flatMap { text in text.lastIndex(of: "_").map { String(text[text.index(after: $0)...]) } }
  }
}
