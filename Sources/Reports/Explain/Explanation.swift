package import Catalog
package import Omaha
package import UpdateService
package import XML

/// What a request would be answered, rule by rule.
package struct Explanation: Codable {
  package let time: String
  package let apps: [ExplainedApp]
  /// What in the request was read as absent.
  package let notes: [String]
  /// The answer, as the server would send it.
  package let response: String
  /// What the line of the log says that was replayed; nil for another request.
  package let logged: LoggedAnswer?

  /// - Parameter logged: What the request was answered at its time.
  package init(
    of request: Request, notes: [String], in catalog: Catalog, at now: Timestamp, baseURL: BaseURL?,
    logged: LoggedAnswer? = nil
  ) throws(XMLWriterError) {
    let service = UpdateService(catalog: catalog)
    let answer = service.answer(to: request, at: now, baseURL: baseURL)
    time = now.description
    self.notes = notes
    apps = request.apps.map { app in
      let (decision, steps) = service.trace(app, of: request, at: now, baseURL: baseURL)
      return ExplainedApp(app, of: request, in: catalog, decision, steps)
    }
    self.logged = logged?.compared(with: apps.first)
    var writer = XMLWriter()
    try answer.render(into: &writer)
    response = String(decoding: writer.bytes, as: UTF8.self)
  }
}
