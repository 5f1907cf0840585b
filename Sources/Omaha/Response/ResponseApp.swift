internal import XML

extension Response {
  /// The answer for one application: `<app>` of a response.
  public struct App: Hashable, Sendable {
    /// `appid`, exactly as the client sent it. Empty when absent.
    public private(set) var appID: String

    /// `status`; empty when absent.
    public private(set) var status: AppStatus

    /// `cohort`, for the client to send with its next request.
    public private(set) var cohort: String?

    /// `cohorthint`.
    public private(set) var cohortHint: String?

    /// `cohortname`.
    public private(set) var cohortName: String?

    /// `<ping>`, when there was one in the request.
    public private(set) var ping: PingStatus?

    /// `<updatecheck>`, when there was one in the request.
    public private(set) var updateCheck: UpdateCheckResult?

    /// One `<event>` for each event of the request.
    public private(set) var events: [EventStatus]

    /// The answer for an app.
    public init(
      appID: String, status: AppStatus, cohort: String? = nil, cohortHint: String? = nil, cohortName: String? = nil,
      ping: PingStatus? = nil, updateCheck: UpdateCheckResult? = nil, events: [EventStatus] = []
    ) {
      self.appID = appID
      self.status = status
      self.cohort = cohort
      self.cohortHint = cohortHint
      self.cohortName = cohortName
      self.ping = ping
      self.updateCheck = updateCheck
      self.events = events
    }
  }
}

extension Response.App {
  /// The answer to an app of a request: its ID as it was sent, ping and events acknowledged.
  ///
  /// - Parameter updateCheck: The answer to its update check. It is left out when the app did not ask.
  public init(answering app: Request.App, updateCheck: UpdateCheckResult = UpdateCheckResult(status: .noUpdate)) {
    self.init(
      appID: app.appID, status: .ok, ping: app.ping == nil ? nil : .ok,
      updateCheck: app.updateCheck == nil ? nil : updateCheck, events: app.events.map { _ in .ok })
  }
}

extension Response.App: AttributedElement {
  init() { self.init(appID: "", status: AppStatus(rawValue: "")) }

  mutating func attributes(_ coder: inout some AttributeCoder & ~Copyable) {
    coder.required("appid", &appID, .text)
    coder.required("status", &status, WordForm())
    coder.optional("cohort", &cohort, .text)
    coder.optional("cohorthint", &cohortHint, .text)
    coder.optional("cohortname", &cohortName, .text)
  }

  init(_ element: XMLElement) {
    self = ResponseAttributeReader.read(element)
    for child in element.children {
      switch child.name {
      case "ping" where ping == nil: ping = PingStatus(rawValue: StatusElement(child).status)
      case "updatecheck" where updateCheck == nil: updateCheck = UpdateCheckResult(child)
      case "event": events.append(EventStatus(rawValue: StatusElement(child).status))
      default: break
      }
    }
  }

  func encode(into writer: inout MessageWriter) {
    guard ping != nil || updateCheck != nil || !events.isEmpty else { return writer.element("app", depth: 1, self) }
    writer.element("app", depth: 1, self) { writer in
      if let ping { writer.element("ping", depth: 2, StatusElement(ping.rawValue)) }
      updateCheck?.encode(into: &writer)
      for event in events { writer.element("event", depth: 2, StatusElement(event.rawValue)) }
    }
  }
}

/// `<ping>` and `<event>`: nothing but a status.
private struct StatusElement: AttributedElement {
  private(set) var status = ""

  init() {}
  init(_ status: String) { self.status = status }
  init(_ element: XMLElement) { self = ResponseAttributeReader.read(element) }

  mutating func attributes(_ coder: inout some AttributeCoder & ~Copyable) {
    coder.required("status", &status, .text)
  }
}
