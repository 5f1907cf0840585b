internal import XML

/// Goes through a parsed request once.
///
/// Every attribute is looked at, and left where it is: ``AttributeList`` makes a string of it when somebody asks.
struct RequestReader {
  /// What was passed over.
  private(set) var notices: [Notice] = []

  private var eventCount = 0

  /// What the elements' places refer to.
  private let body: [UInt8]

  /// Where lines were counted to, and the line there. Notices come in document order, so that each line feed is
  /// counted once, whatever the number of notices.
  private var place = (offset: 0, line: 1)

  private let values: MessageValues
  private let vocabulary = RequestVocabulary.shared

  init(_ document: XMLDocument, body: [UInt8]) {
    self.body = body
    values = MessageValues(document)
  }

  mutating func request(_ element: XMLElement) throws(RequestError) -> Request {
    guard element.symbol == RequestElement.request.rawValue else { throw RequestError(.wrongRoot, line: element.line) }
    let attributes = attributes(of: element, vocabulary.request)
    guard let protocolVersion = attributes[.protocolVersion], protocolVersion == "3.0" || protocolVersion == "3.1"
    else { throw RequestError(.unsupportedProtocol, line: element.line) }
    var os: OperatingSystem?
    var hardware: [Attribute]?
    var apps: [Request.App] = []
    for child in element.children {
      switch RequestElement(rawValue: child.symbol) {
      case .app:
        guard apps.count < RequestDecoder.maximumApps else { throw RequestError(.tooManyApps, line: child.line) }
        apps.append(try app(child))
      case .os where os == nil: os = OperatingSystem(self.attributes(of: child, vocabulary.os))
      case .hw where hardware == nil: hardware = self.hardware(child)
      case .os, .hw: notice(.repeatedElement, child)
      default: notice(.unknownElement, child)
      }
    }
    guard !apps.isEmpty else { throw RequestError(.noApp, line: element.line) }
    return Request(attributes, protocolVersion: protocolVersion, os: os, hardware: hardware, apps: apps)
  }

  private mutating func app(_ element: XMLElement) throws(RequestError) -> Request.App {
    let attributes = attributes(of: element, vocabulary.app)
    var ping: Ping?
    var updateCheck: UpdateCheck?
    var events: [Event] = []
    for child in element.children {
      switch RequestElement(rawValue: child.symbol) {
      case .event:
        eventCount += 1
        guard eventCount <= RequestDecoder.maximumEvents else {
          throw RequestError(.tooManyEvents, line: child.line)
        }
        events.append(Event(self.attributes(of: child, vocabulary.event)))
      case .ping where ping == nil: ping = Ping(self.attributes(of: child, vocabulary.ping))
      case .updatecheck where updateCheck == nil:
        updateCheck = UpdateCheck(self.attributes(of: child, vocabulary.updateCheck))
      case .ping, .updatecheck: notice(.repeatedElement, child)
      default: notice(.unknownElement, child)
      }
    }
    return Request.App(attributes, ping: ping, updateCheck: updateCheck, events: events)
  }

  /// All attributes, whatever their names: what a client tells of its hardware is its own affair.
  private mutating func hardware(_ element: XMLElement) -> [Attribute] {
    var attributes: [Attribute] = []
    for attribute in element.attributes {
      if attribute.valueLength > RequestDecoder.maximumValueLength {
        notice(.overlongValue, element, attribute)
      } else {
        attributes.append(Attribute(name: attribute.name, value: attribute.value))
      }
    }
    return attributes
  }
}

extension RequestReader {
  /// The attributes of an element that the protocol knows there; of the others, notices.
  private mutating func attributes(of element: XMLElement, _ known: RequestNames) -> AttributeList {
    let names = element.symbols
    let required = known.intersection(vocabulary.required)
    let isAsWritten =
      names.isSubset(of: known) && required.isSubset(of: names)
      && element.longestValue <= RequestDecoder.maximumValueLength
      && hasFormsAsWritten(element, names.intersection(vocabulary.formed))
    if isAsWritten { return AttributeList(names, at: element.attributeRange, in: values) }
    inspect(element, known, required)
    return corrected(element, known, required)
  }

  /// Whether every value that has a form is spelled as the encoder would, and has a meaning.
  private func hasFormsAsWritten(_ element: XMLElement, _ formed: RequestNames) -> Bool {
    for symbol in formed {
      guard let kind = RequestName(rawValue: symbol)?.row.kind else { return false }
      var isAsWritten = false
      unsafe element.withUTF8(symbol: symbol) { unsafe isAsWritten = kind.isAsWritten(trimmed($0)) }
      guard isAsWritten else { return false }
    }
    return true
  }

  /// Notices for everything about an element's attributes that is not as it should be.
  private mutating func inspect(_ element: XMLElement, _ known: RequestNames, _ required: RequestNames) {
    for attribute in element.attributes {
      guard known.contains(attribute.symbol), let name = RequestName(rawValue: attribute.symbol) else {
        notice(.unknownAttribute, element, attribute)
        continue
      }
      let kind = name.row.kind
      if attribute.valueLength > RequestDecoder.maximumValueLength, kind != .echoed {
        notice(.overlongValue, element, attribute)
      } else {
        let value = attribute.value
        let spelling = kind.spelling(of: value)
        if spelling == nil { notice(.malformedValue, element, attribute, value: value) }
        if let spelling, !kind.hasMeaning(spelling) { notice(.unknownNumber, element, attribute, value: value) }
      }
    }
    for symbol in required where !element.symbols.contains(symbol) {
      guard let name = RequestName(rawValue: symbol) else { continue }
      noticeMissing(name, in: element)
    }
  }

  /// The attributes of an element without the values that are overlong or malformed, with what is required, and with the
  /// spelling of the encoder. Few requests need it.
  private func corrected(_ element: XMLElement, _ known: RequestNames, _ required: RequestNames) -> AttributeList {
    var given: [(RequestName, String?)] = []
    for attribute in element.attributes where known.contains(attribute.symbol) {
      guard let name = RequestName(rawValue: attribute.symbol) else { continue }
      let kind = name.row.kind
      let value = attribute.value
      guard attribute.valueLength <= RequestDecoder.maximumValueLength || kind == .echoed else {
        // An app without a version is a new install, and offered an update; this one is held. So long, it is no version, and no
        // prefix of one.
        if name == .version && known == vocabulary.app || kind == .versionPrefix {
          let beginning = value.unicodeScalars.prefix(Version.maximumLength + 1)
          given.append((name, String(String.UnicodeScalarView(beginning))))
        }
        continue
      }
      // A prefix that cannot be read still holds the machine back.
      given.append((name, kind.spelling(of: value) ?? (kind == .versionPrefix ? value : nil)))
    }
    for symbol in required where !given.contains(where: { $0.0.rawValue == symbol }) {
      if let name = RequestName(rawValue: symbol) { given.append((name, "")) }
    }
    return AttributeList(given)
  }

  private mutating func noticeMissing(_ name: RequestName, in element: XMLElement) {
    guard notices.count < RequestDecoder.maximumNotices else { return }
    notices.append(Notice(.missingAttribute, line: line(of: element), element: element.name, attribute: name.text))
  }

  @inline(never)
  private mutating func notice(
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
