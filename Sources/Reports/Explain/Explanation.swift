package import Catalog
package import Omaha
package import UpdateService
package import XML

/// What a request would be answered, rule by rule.
package struct Explanation: Codable {
  package let time: String
  package let apps: [ExplainedApp]
  /// What in the request was read as absent.
  package let notices: [String]
  /// The answer, as the server would send it.
  package let response: String

  package init(
    of request: Request, notices: [Notice], in catalog: Catalog, at now: Timestamp, baseURL: BaseURL?
  ) throws(XMLWriterError) {
    let service = UpdateService(catalog: catalog)
    let answer = service.answer(to: request, at: now, baseURL: baseURL)
    time = now.description
    self.notices = notices.map { "\($0)" }
    apps = request.apps.map { app in
      let (decision, steps) = service.trace(app, of: request, at: now, baseURL: baseURL)
      return ExplainedApp(app, of: request, in: catalog, decision, steps)
    }
    var writer = XMLWriter()
    try answer.render(into: &writer)
    response = String(decoding: writer.bytes, as: UTF8.self)
  }
}
