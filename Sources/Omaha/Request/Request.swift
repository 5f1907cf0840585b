/// What a client asks: `<request>` of protocol 3.0 and 3.1.
///
/// Every attribute but the protocol is optional on the wire; nil is absent, an empty string was sent empty.
public struct Request: Hashable, Sendable {
  /// `protocol`: `3.0` or `3.1`.
  public let protocolVersion: String

  /// `version` of the client program, such as `update_engine-0.4.10`.
  public let version: String?

  /// `updaterversion`; update_engine repeats its version here.
  public let updaterVersion: String?

  /// `installsource`: why the client asks, such as `scheduler` or `ondemandupdate`.
  public let installSource: String?

  /// `ismachine`: whether the client works for the machine rather than for one user.
  public let isMachine: Bool?

  /// `requestid`, new for every request.
  public let requestID: String?

  /// `sessionid`, the same from a check to the events of its update.
  public let sessionID: String?

  /// `testsource`, set by clients under test.
  public let testSource: String?

  /// `userid`.
  public let userID: String?

  /// `dedup`: how the client wants to be counted.
  public let dedup: String?

  /// `<os>`.
  public let os: OperatingSystem?

  /// All attributes of `<hw>`, in the order of the document; nil without the element.
  public let hardware: [Attribute]?

  /// `<app>`, in the order of the document, which the response keeps.
  public let apps: [App]

  /// A request.
  public init(
    protocolVersion: String = "3.0", version: String? = nil, updaterVersion: String? = nil,
    installSource: String? = nil, isMachine: Bool? = nil, requestID: String? = nil, sessionID: String? = nil,
    testSource: String? = nil, userID: String? = nil, dedup: String? = nil, os: OperatingSystem? = nil,
    hardware: [Attribute]? = nil, apps: [App]
  ) {
    self.protocolVersion = protocolVersion
    self.version = version
    self.updaterVersion = updaterVersion
    self.installSource = installSource
    self.isMachine = isMachine
    self.requestID = requestID
    self.sessionID = sessionID
    self.testSource = testSource
    self.userID = userID
    self.dedup = dedup
    self.os = os
    self.hardware = hardware
    self.apps = apps
  }
}
