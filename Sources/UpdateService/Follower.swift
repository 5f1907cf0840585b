package import Omaha

/// What asks for updates: a machine that installs what it is offered, or a mirror that copies a channel for its own machines.
package enum Follower {
  /// It gets one release at a time.
  case machine
  /// It takes floors and target in one answer (`multi_manifest_ok`).
  case mirror
  /// It takes one release at a time and points its channel there, so that it would lose every floor (Nebraska before it knew
  /// floors).
  case simpleMirror

  package init(_ app: Request.App, of request: Request) {
    if app.multiManifestOK == true {
      self = .mirror
    } else {
      self = Follower.isSyncer(app, of: request) ? .simpleMirror : .machine
    }
  }

  /// What Nebraska's syncer says of itself.
  package static let syncer = (version: "CoreOSUpdateEngine-0.1.0.0", installSource: "scheduler")

  /// Whether a request is of Nebraska's syncer.
  ///
  /// It borrows the name of CoreOS's first update_engine. That one sends an event with every check; the syncer has no events.
  private static func isSyncer(_ app: Request.App, of request: Request) -> Bool {
    app.events.isEmpty && request.installSource == syncer.installSource
      && (request.updaterVersion == syncer.version || request.version == syncer.version)
  }
}
