/// What a client asks: `<request>` of protocol 3.0 and 3.1.
///
/// Every attribute but the protocol is optional on the wire; nil is absent, an empty string was sent empty. The fields are
/// shared by all copies.
public struct Request: Hashable, Sendable {
  private final class Fields: Sendable {
    let protocolVersion: String
    let attributes: AttributeList
    let os: OperatingSystem?
    let hardware: [Attribute]?
    let apps: [App]

    init(
      _ attributes: AttributeList, protocolVersion: String, os: OperatingSystem?, hardware: [Attribute]?, apps: [App]
    ) {
      self.protocolVersion = protocolVersion
      self.attributes = attributes
      self.os = os
      self.hardware = hardware
      self.apps = apps
    }
  }

  private let fields: Fields

  /// The attributes as they were sent, for the encoder.
  var attributes: AttributeList { fields.attributes }

  /// `protocol`: `3.0` or `3.1`.
  public var protocolVersion: String { fields.protocolVersion }

  /// `version` of the client program, such as `update_engine-0.4.10`.
  public var version: String? { fields.attributes[.version] }

  /// `updaterversion`; update_engine repeats its version here.
  public var updaterVersion: String? { fields.attributes[.updaterversion] }

  /// `installsource`: why the client asks, such as `scheduler` or `ondemandupdate`.
  public var installSource: String? { fields.attributes[.installsource] }

  /// `ismachine`: whether the client works for the machine rather than for one user.
  public var isMachine: Bool? { fields.attributes.flag(.ismachine) }

  /// `requestid`, new for every request.
  public var requestID: String? { fields.attributes[.requestid] }

  /// `sessionid`, the same from a check to the events of its update.
  public var sessionID: String? { fields.attributes[.sessionid] }

  /// `testsource`, set by clients under test.
  public var testSource: String? { fields.attributes[.testsource] }

  /// `userid`.
  public var userID: String? { fields.attributes[.userid] }

  /// `dedup`: how the client wants to be counted.
  public var dedup: String? { fields.attributes[.dedup] }

  /// `<os>`.
  public var os: OperatingSystem? { fields.os }

  /// All attributes of `<hw>`, in the order of the document; nil without the element.
  public var hardware: [Attribute]? { fields.hardware }

  /// `<app>`, in the order of the document, which the response keeps.
  public var apps: [App] { fields.apps }

  /// A request.
  public init(
    protocolVersion: String = "3.0", version: String? = nil, updaterVersion: String? = nil,
    installSource: String? = nil, isMachine: Bool? = nil, requestID: String? = nil, sessionID: String? = nil,
    testSource: String? = nil, userID: String? = nil, dedup: String? = nil, os: OperatingSystem? = nil,
    hardware: [Attribute]? = nil, apps: [App]
  ) {
    let attributes = AttributeList([
      (.protocolVersion, protocolVersion), (.version, version), (.updaterversion, updaterVersion),
      (.installsource, installSource), (.ismachine, isMachine.map { RequestName.ismachine.row.kind.spelling($0) }),
      (.requestid, requestID), (.sessionid, sessionID), (.testsource, testSource), (.userid, userID), (.dedup, dedup),
    ])
    self.init(attributes, protocolVersion: protocolVersion, os: os, hardware: hardware, apps: apps)
  }

  init(
    _ attributes: AttributeList, protocolVersion: String, os: OperatingSystem?, hardware: [Attribute]?, apps: [App]
  ) {
    fields = Fields(attributes, protocolVersion: protocolVersion, os: os, hardware: hardware, apps: apps)
  }

  /// Calls `body` with each attribute of the request and its value in UTF-8.
  package func forEachAttribute(_ body: (RequestName, UnsafeBufferPointer<UInt8>) -> Void) {
    unsafe fields.attributes.forEach(body)
  }

  /// Whether two requests ask the same.
  public static func == (left: Request, right: Request) -> Bool {
    left.fields.attributes == right.fields.attributes && left.os == right.os && left.hardware == right.hardware
      && left.apps == right.apps
  }

  /// Feeds what is compared.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(fields.attributes)
    hasher.combine(os)
    hasher.combine(hardware)
    hasher.combine(apps)
  }
}
