/// What a client asks: `<request>` of protocol 3.0 and 3.1.
///
/// Every attribute but the protocol is optional on the wire; nil is absent, an empty string was sent empty. The fields are
/// shared by all copies.
public struct Request: Hashable, Sendable {
  private struct Fields: Hashable, Sendable {
    let protocolVersion: String
    let attributes: AttributeList
    let os: OperatingSystem?
    let hardware: [Attribute]?
    let apps: [App]
  }

  private let box: Box<Fields>

  /// `protocol`: `3.0` or `3.1`.
  public var protocolVersion: String { box.value.protocolVersion }

  /// `version` of the client program, such as `update_engine-0.4.10`.
  public var version: String? { box.value.attributes[.version] }

  /// `updaterversion`; update_engine repeats its version here.
  public var updaterVersion: String? { box.value.attributes[.updaterversion] }

  /// `installsource`: why the client asks, such as `scheduler` or `ondemandupdate`.
  public var installSource: String? { box.value.attributes[.installsource] }

  /// `ismachine`: whether the client works for the machine rather than for one user.
  public var isMachine: Bool? { box.value.attributes.flag(.ismachine) }

  /// `requestid`, new for every request.
  public var requestID: String? { box.value.attributes[.requestid] }

  /// `sessionid`, the same from a check to the events of its update.
  public var sessionID: String? { box.value.attributes[.sessionid] }

  /// `testsource`, set by clients under test.
  public var testSource: String? { box.value.attributes[.testsource] }

  /// `userid`.
  public var userID: String? { box.value.attributes[.userid] }

  /// `dedup`: how the client wants to be counted.
  public var dedup: String? { box.value.attributes[.dedup] }

  /// `<os>`.
  public var os: OperatingSystem? { box.value.os }

  /// All attributes of `<hw>`, in the order of the document; nil without the element.
  public var hardware: [Attribute]? { box.value.hardware }

  /// `<app>`, in the order of the document, which the response keeps.
  public var apps: [App] { box.value.apps }

  /// A request.
  public init(
    protocolVersion: String = "3.0", version: String? = nil, updaterVersion: String? = nil,
    installSource: String? = nil, isMachine: Bool? = nil, requestID: String? = nil, sessionID: String? = nil,
    testSource: String? = nil, userID: String? = nil, dedup: String? = nil, os: OperatingSystem? = nil,
    hardware: [Attribute]? = nil, apps: [App]
  ) {
    let attributes = AttributeList([
      (.protocolVersion, protocolVersion), (.version, version), (.updaterversion, updaterVersion),
      (.installsource, installSource), (.ismachine, isMachine.map { AttributeList.spelling($0, of: .ismachine) }),
      (.requestid, requestID), (.sessionid, sessionID), (.testsource, testSource), (.userid, userID), (.dedup, dedup),
    ])
    self.init(attributes, protocolVersion: protocolVersion, os: os, hardware: hardware, apps: apps)
  }

  init(
    _ attributes: AttributeList, protocolVersion: String, os: OperatingSystem?, hardware: [Attribute]?, apps: [App]
  ) {
    box = Box(
      Fields(protocolVersion: protocolVersion, attributes: attributes, os: os, hardware: hardware, apps: apps))
  }
}
