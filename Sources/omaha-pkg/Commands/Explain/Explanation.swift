internal import Catalog
internal import Omaha
internal import UpdateService
internal import XML

/// What a request would be answered, rule by rule.
struct Explanation: Encodable {
  let time: String
  let apps: [ExplainedApp]
  /// What in the request was read as absent.
  let notices: [String]
  /// The answer, as the server would send it.
  let response: String

  init(
    of request: Request, notices: [Notice], in repository: Repository, at now: Timestamp, baseURL: BaseURL?
  ) throws {
    let service = UpdateService(catalog: try Catalog.load(root: repository.root))
    let answer = service.answer(to: request, at: now, baseURL: baseURL)
    time = now.description
    self.notices = notices.map { "\($0)" }
    apps = request.apps.map { app in
      let (decision, steps) = service.trace(app, of: request, at: now, baseURL: baseURL)
      return ExplainedApp(app, of: request, in: service.catalog, decision, steps)
    }
    var writer = XMLWriter()
    try answer.render(into: &writer)
    response = String(decoding: writer.bytes, as: UTF8.self)
  }

  /// A table per app, then the answer.
  var text: String {
    var text = ""
    for app in apps { text += app.text(at: time) + "\n" }
    for notice in notices { text += "note: \(notice.escaped)\n" }
    let lines = response.split(separator: "\n", omittingEmptySubsequences: true)
    return text + lines.map { String($0).escaped + "\n" }.joined()
  }
}
