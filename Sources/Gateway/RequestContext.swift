internal import Catalog
internal import Omaha
internal import UpdateService

/// What is known of a request before it is read: when it came, from where, and what it is called in the log.
struct RequestContext {
  let time: LogTime
  let id: String
  let remoteAddress: String?

  /// - Parameter id: Makes an ID when the web server gave none (`REQUEST_ID`; nginx has `$request_id`).
  init(_ exchange: some Exchange, time: LogTime, id makeID: () -> String) {
    self.time = time
    if let given = exchange.parameter("REQUEST_ID"), RequestIDSource.isValid(given) {
      id = given
    } else {
      id = makeID()
    }
    remoteAddress = exchange.parameter("REMOTE_ADDR")
  }

  /// The line of a request that was refused.
  func line(for rejection: Rejection) -> [UInt8] {
    var line = start(level: rejection.status >= 500 ? "error" : "warning")
    line.add("status", rejection.status)
    line.add("error", rejection.message)
    line.end()
    return line.bytes
  }

  /// One line per error of the part of the repository that a request reads.
  func lines(for errors: CatalogErrors) -> [UInt8] {
    var bytes: [UInt8] = []
    for error in errors.errors.prefix(20) {
      var line = start(level: "error")
      line.add("error", error.description)
      line.end()
      bytes += line.bytes
    }
    return bytes
  }

  /// One line per app, and one for what was ignored in the request.
  func lines(for answer: Answer, notices: [Notice]) -> [UInt8] {
    guard var bytes = answer.apps.first.map(line(for:)) else { return [] }
    for app in answer.apps.dropFirst() { bytes += line(for: app) }
    if !notices.isEmpty { bytes += line(for: notices) }
    return bytes
  }

  private func line(for app: AppAnswer) -> [UInt8] {
    let request = app.request
    let decision = app.decision
    var line = start(level: decision.reason == .noBaseURL ? "error" : "info")
    line.add("app", request.appID)
    line.add("machine", ifPresent: request.machineID)
    line.add("alias", ifPresent: request.machineAlias)
    line.add("version", request.version)
    line.add("track", ifPresent: request.track)
    line.add("board", ifPresent: request.board)
    line.add("group", ifPresent: decision.served?.group.name)
    line.add("decision", decision.outcome)
    line.add("reason", decision.reason.rawValue)
    line.add("target", ifPresent: decision.target?.version.text)
    if let release = decision.release {
      // A floor, or the release below a blocked one.
      if release.version.text != decision.target?.version.text { line.add("release", release.version.text) }
      line.add("delta-from", ifPresent: release.previousVersion?.text)
    }
    if request.ping != nil { line.add("ping", word: "yes") }
    if !request.events.isEmpty { line.add(request.events) }
    line.end()
    return line.bytes
  }

  private func line(for notices: [Notice]) -> [UInt8] {
    var line = start(level: "info")
    line.add("ignored", notices.count)
    line.add("notices", notices.prefix(4).map(\.description).joined(separator: "; "))
    line.end()
    return line.bytes
  }

  private func start(level: StaticString) -> LogLine {
    var line = LogLine(time: time, level: level)
    line.add("request", id)
    line.add("remote", ifPresent: remoteAddress)
    return line
  }
}
