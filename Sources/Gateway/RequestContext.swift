internal import Catalog
internal import Omaha
internal import UpdateService

/// What is known of a request before it is read: when it came, from where, and what it is called in the log.
struct RequestContext {
  let time: LogTime
  let id: String
  let remoteAddress: String?
  private let logFormat: LogFormat

  /// - Parameter id: Makes an ID when the web server gave none (`REQUEST_ID`; nginx has `$request_id`).
  init(_ exchange: some Exchange, time: LogTime, logFormat: LogFormat, id makeID: () -> String) {
    self.time = time
    self.logFormat = logFormat
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
  ///
  /// - Parameter service: What has answered.
  func lines(for answer: Answer, to request: Request, by service: UpdateService, notices: [Notice]) -> [UInt8] {
    var lines = LogLine(logFormat)
    for app in answer.apps { add(app, of: request, by: service, to: &lines) }
    if !notices.isEmpty { add(notices, to: &lines) }
    return lines.bytes
  }

  private func add(_ app: AppAnswer, of request: Request, by service: UpdateService, to line: inout LogLine) {
    let decision = app.decision
    let failure = app.request.events.first(where: \.isFailure)
    begin(&line, level: decision.reason == .noBaseURL ? "error" : failure == nil ? "info" : "warning")
    line.add("app", app.request.appID)
    line.add(app.request, of: request)
    let attempt = failure.map { service.attempt(of: app.request, in: request, reporting: $0) }
    line.add("group", ifPresent: (decision.served ?? attempt?.served)?.group.name)
    line.add("decision", decision.outcome)
    line.add("reason", decision.reason.rawValue)
    line.add("target", ifPresent: (decision.target ?? attempt?.target)?.version.text)
    if decision.release == nil { line.add("release", ifPresent: attempt?.release) }
    if let release = decision.release {
      // A floor, or the release below a blocked one.
      if attempt != nil || release.version.text != decision.target?.version.text {
        line.add("release", release.version.text)
      }
      // What failed may be another one than what is offered.
      if let tried = attempt?.release, tried != release.version.text { line.add("tried", tried) }
      line.add("delta-from", ifPresent: release.previousVersion?.text)
      if let series = decision.series { line.add("manifests", series.entries.count) }
    }
    if app.request.ping != nil { line.add("ping", word: "yes") }
    if !app.request.events.isEmpty {
      line.add(app.request.events, of: app.request, from: request.clientFamily)
    }
    line.end()
  }

  private func add(_ notices: [Notice], to line: inout LogLine) {
    begin(&line, level: "info")
    line.add("ignored", notices.count)
    line.add("notices", notices.prefix(4).map(\.description).joined(separator: "; "))
    line.end()
  }

  private func start(level: StaticString) -> LogLine {
    var line = LogLine(logFormat)
    begin(&line, level: level)
    return line
  }

  private func begin(_ line: inout LogLine, level: StaticString) {
    line.begin(time: time, level: level)
    line.add("request", id)
    line.add("remote", ifPresent: remoteAddress)
  }
}
