extension Response {
  /// The answer for one application: `<app>` of a response.
  public struct App: Hashable, Sendable {
    /// `appid`, exactly as the client sent it. Empty when absent.
    public let appID: String

    /// `status`; empty when absent.
    public let status: AppStatus

    /// `cohort`, for the client to send with its next request.
    public let cohort: String?

    /// `cohorthint`.
    public let cohortHint: String?

    /// `cohortname`.
    public let cohortName: String?

    /// `<ping>`, when there was one in the request.
    public let ping: PingStatus?

    /// `<updatecheck>`, when there was one in the request.
    public let updateCheck: UpdateCheckResult?

    /// One `<event>` for each event of the request.
    public let events: [EventStatus]

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
