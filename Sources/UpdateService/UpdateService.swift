public import Catalog
public import Omaha

/// Decides which update, if any, each app of a request gets.
///
/// A pure function of catalog, request and time: no I/O, no clock, no state. What holds a machine back is answered
/// `noupdate`, never an error: a client reports an error as one of its own.
public struct UpdateService: Sendable {
  /// What is decided from.
  public let catalog: Catalog

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
        AppAnswer(request: app, decision: decide(app, of: request, baseURL: baseURL))
      })
  }

  /// Decides about one app, in the order of the rules.
  ///
  /// - Parameters:
  ///   - app: The app as the machine reports it.
  ///   - request: The request that the app is in; it tells the machine's architecture when the app's board does not.
  ///   - baseURL: As in ``answer(to:at:baseURL:)``.
  public func decide(_ app: Request.App, of request: Request, baseURL: BaseURL?) -> Decision {
    guard let known = catalog.app(named: app.appID) else { return Decision(.unknownApp) }
    guard let version = Version(app.version) else { return Decision(.invalidVersion) }
    guard let check = app.updateCheck else { return Decision(.noUpdateCheck) }

    guard let group = known.group(forTrack: app.track), let channel = known.channel(named: group.channelName) else {
      return Decision(.noGroup)
    }
    guard let target = channel.target(for: MachineArchitecture(of: app, in: request)),
      let release = known.release(for: target)
    else { return Decision(.noRelease, group: group) }

    guard target.version > version else { return Decision(.upToDate, group: group, target: target) }
    if check.updateDisabled == true { return Decision(.disabledByClient, group: group, target: target) }
    if let prefix = check.targetVersionPrefix, !target.version.hasPrefix(prefix) {
      return Decision(.prefixMismatch, group: group, target: target)
    }
    guard baseURL != nil || release.codebases.allSatisfy(\.isAbsolute) else {
      return Decision(.noBaseURL, group: group, target: target)
    }
    return Decision(.offered, group: group, target: target, release: release)
  }
}
