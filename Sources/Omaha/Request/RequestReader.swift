import XML

/// Goes through a parsed request once.
///
/// Every attribute costs one `switch` on a small number and, when the protocol knows it, one string.
struct RequestReader {
  /// What was passed over.
  private(set) var notices: [Notice] = []

  private let names = RequestName.allCases
  private var eventCount = 0

  /// What the elements' places refer to.
  private let body: [UInt8]

  /// Where lines were counted to, and the line there. Notices come in document order, so that each line feed is
  /// counted once, whatever the number of notices.
  private var place = (offset: 0, line: 1)

  init(body: [UInt8]) { self.body = body }

  mutating func request(_ element: XMLElement) throws(RequestError) -> Request {
    guard name(element.symbol) == .request else { throw RequestError(.wrongRoot, line: element.line) }
    var protocolVersion: String?
    var version: String?, updaterVersion: String?, installSource: String?, isMachine: Bool?
    var requestID: String?, sessionID: String?, testSource: String?, userID: String?, dedup: String?
    for attribute in element.attributes {
      switch name(attribute.symbol) {
      case .protocolVersion: protocolVersion = attribute.value
      case .version: version = text(attribute, of: element)
      case .updaterversion: updaterVersion = text(attribute, of: element)
      case .installsource: installSource = text(attribute, of: element)
      case .ismachine: isMachine = flag(attribute, of: element)
      case .requestid: requestID = text(attribute, of: element)
      case .sessionid: sessionID = text(attribute, of: element)
      case .testsource: testSource = text(attribute, of: element)
      case .userid: userID = text(attribute, of: element)
      case .dedup: dedup = text(attribute, of: element)
      default: passOver(attribute, of: element)
      }
    }
    guard let protocolVersion, protocolVersion == "3.0" || protocolVersion == "3.1" else {
      throw RequestError(.unsupportedProtocol, line: element.line)
    }
    var os: OperatingSystem?
    var hardware: [Attribute]?
    var apps: [Request.App] = []
    for child in element.children {
      switch name(child.symbol) {
      case .app:
        guard apps.count < RequestDecoder.maximumApps else { throw RequestError(.tooManyApps, line: child.line) }
        apps.append(try app(child))
      case .os where os == nil: os = operatingSystem(child)
      case .hw where hardware == nil: hardware = self.hardware(child)
      case .os, .hw: notice(.repeatedElement, child)
      default: notice(.unknownElement, child)
      }
    }
    guard !apps.isEmpty else { throw RequestError(.noApp, line: element.line) }
    return Request(
      protocolVersion: protocolVersion, version: version, updaterVersion: updaterVersion,
      installSource: installSource, isMachine: isMachine, requestID: requestID, sessionID: sessionID,
      testSource: testSource, userID: userID, dedup: dedup, os: os, hardware: hardware, apps: apps)
  }

  private mutating func operatingSystem(_ element: XMLElement) -> OperatingSystem {
    var platform: String?, version: String?, servicePack: String?, architecture: String?
    for attribute in element.attributes {
      switch name(attribute.symbol) {
      case .platform: platform = text(attribute, of: element)
      case .version: version = text(attribute, of: element)
      case .sp: servicePack = text(attribute, of: element)
      case .arch: architecture = text(attribute, of: element)
      default: passOver(attribute, of: element)
      }
    }
    return OperatingSystem(
      platform: platform, version: version, servicePack: servicePack, architecture: architecture)
  }

  private mutating func hardware(_ element: XMLElement) -> [Attribute] {
    var attributes: [Attribute] = []
    for attribute in element.attributes {
      if let value = text(attribute, of: element) {
        attributes.append(Attribute(name: attribute.name, value: value))
      }
    }
    return attributes
  }

  /// Counts an event of the request.
  mutating func countEvent(_ element: XMLElement) throws(RequestError) {
    eventCount += 1
    guard eventCount <= RequestDecoder.maximumEvents else { throw RequestError(.tooManyEvents, line: element.line) }
  }
}

extension RequestReader {
  /// The name behind a symbol; nil for one that the protocol does not know.
  @inline(__always)
  func name(_ symbol: UInt16) -> RequestName? { symbol == 0 ? nil : names[Int(symbol) - 1] }

  /// The value as it is; nil with a notice when it is too long.
  @inline(__always)
  mutating func text(_ attribute: XMLAttribute, of element: XMLElement) -> String? {
    guard attribute.valueLength <= RequestDecoder.maximumValueLength else {
      notice(.overlongValue, element, attribute)
      return nil
    }
    return attribute.value
  }

  /// The value as a number; nil with a notice when it is none.
  mutating func number<Number: FixedWidthInteger>(_ attribute: XMLAttribute, of element: XMLElement) -> Number? {
    guard let text = text(attribute, of: element) else { return nil }
    if let number: Number = decimal(text) { return number }
    notice(.malformedValue, element, attribute, value: text)
    return nil
  }

  /// The value as a truth value; nil with a notice when it is none.
  mutating func flag(_ attribute: XMLAttribute, of element: XMLElement) -> Bool? {
    guard let text = text(attribute, of: element) else { return nil }
    if let flag = boolean(text) { return flag }
    notice(.malformedValue, element, attribute, value: text)
    return nil
  }

  /// Notes an attribute that the protocol does not know on this element.
  mutating func passOver(_ attribute: XMLAttribute, of element: XMLElement) {
    notice(.unknownAttribute, element, attribute)
  }

  /// Notes a number without a meaning.
  mutating func noticeUnknownNumber(_ attribute: XMLAttribute, of element: XMLElement) {
    notice(.unknownNumber, element, attribute, value: attribute.value)
  }

  /// Notes an attribute that is not there.
  mutating func noticeMissing(_ name: RequestName, in element: XMLElement) {
    guard notices.count < RequestDecoder.maximumNotices else { return }
    notices.append(
      Notice(.missingAttribute, line: line(of: element), element: element.name, attribute: name.rawValue))
  }

  @inline(never)
  mutating func notice(
    _ kind: Notice.Kind, _ element: XMLElement, _ attribute: XMLAttribute? = nil, value: String? = nil
  ) {
    guard notices.count < RequestDecoder.maximumNotices else { return }
    notices.append(
      Notice(kind, line: line(of: element), element: element.name, attribute: attribute?.name, value: value))
  }

  private mutating func line(of element: XMLElement) -> Int {
    let offset = element.startTagRange.lowerBound
    while place.offset < offset, place.offset < body.count {
      if body[place.offset] == UInt8(ascii: "\n") { place.line += 1 }
      place.offset += 1
    }
    return place.line
  }
}
