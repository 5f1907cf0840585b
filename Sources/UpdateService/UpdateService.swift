public import Catalog
public import Omaha

/// Decides which update, if any, each app of a request gets.
///
/// A pure function of catalog, request and time: no I/O, no clock, no state. What holds a machine back is answered
/// `noupdate`, never an error: a client reports an error as one of its own.
public struct UpdateService: Sendable {
  /// What is decided from.
  public let catalog: Catalog

  /// The manifests of one response that come from answers with several: every app of the request has its share of them.
  public static let maximumManifests = 64

  /// A service for a catalog.
  public init(catalog: Catalog) { self.catalog = catalog }

  /// Answers a whole request.
  ///
  /// - Parameters:
  ///   - request: The decoded request.
  ///   - now: The moment of the request.
  ///   - baseURL: What relative codebases are appended to; nil when it is not known.
  public func answer(to request: Request, at now: Timestamp, baseURL: BaseURL?) -> Answer {
    Answer(
      protocolVersion: request.protocolVersion,
      daystart: Daystart(at: now),
      baseURL: baseURL,
      apps: request.apps.map { app in
        AppAnswer(request: app, decision: decide(app, of: request, at: now, baseURL: baseURL))
      })
  }

  /// Decides about one app.
  ///
  /// - Parameters:
  ///   - app: The app as the machine reports it.
  ///   - request: The request that the app is in; it tells the machine's architecture when the app's board does not.
  ///   - now: The moment of the request.
  ///   - baseURL: As in ``answer(to:at:baseURL:)``.
  public func decide(
    _ app: Request.App, of request: Request, at now: Timestamp, baseURL: BaseURL?
  ) -> Decision {
    var trace: DecisionTrace?
    return decide(app, of: request, at: now, baseURL: baseURL, trace: &trace)
  }

  /// Decides about one app and tells what every rule saw. The decision is that of ``decide(_:of:at:baseURL:)``.
  public func trace(
    _ app: Request.App, of request: Request, at now: Timestamp, baseURL: BaseURL?
  ) -> (decision: Decision, steps: [DecisionStep]) {
    var trace: DecisionTrace? = DecisionTrace()
    let decision = decide(app, of: request, at: now, baseURL: baseURL, trace: &trace)
    return (decision, trace?.steps ?? [])
  }
}
