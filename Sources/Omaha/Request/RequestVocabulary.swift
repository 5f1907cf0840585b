internal import XML

/// The elements of a request; the number of each is its symbol for the parser.
enum RequestElement: UInt16 {
  case request = 1
  case hw, os, app, ping, updatecheck, event

  /// The names as they are written, in the order of the cases. Spelled out: asking the cases for their own names takes longer
  /// than a request, in a process that answers one.
  static let names = ["request", "hw", "os", "app", "ping", "updatecheck", "event"]
}

/// A set of names.
typealias RequestNames = XMLSymbols

extension RequestNames {
  /// Whether a name is in the set.
  @inline(__always)
  func contains(_ name: RequestName) -> Bool { contains(name.rawValue) }
}

/// What follows from the rows of ``RequestName``, put together once.
final class RequestVocabulary: Sendable {
  static let shared = RequestVocabulary()

  /// What the parser of requests gives symbols to.
  let xml: XMLVocabulary

  // The attributes that each element may have.
  let request: RequestNames
  let os: RequestNames
  let app: RequestNames
  let ping: RequestNames
  let updateCheck: RequestNames
  let event: RequestNames

  /// Those that the element has to have.
  let required: RequestNames

  /// Those whose values have a form: all others are any text.
  let formed: RequestNames

  private init() {
    var texts = RequestElement.names
    var required = RequestNames()
    var formed = RequestNames()
    for name in RequestName.allCases {
      texts.append(name.text)
      switch name.row.kind {
      case .text: break
      case .echoed: required.insert(name.rawValue)
      default: formed.insert(name.rawValue)
      }
    }
    xml = XMLVocabulary(texts)
    self.required = required
    self.formed = formed
    request = Self.names(in: .request)
    os = Self.names(in: .os)
    app = Self.names(in: .app)
    ping = Self.names(in: .ping)
    updateCheck = Self.names(in: .updateCheck)
    event = Self.names(in: .event)
  }

  private static func names(in element: RequestName.Elements) -> RequestNames {
    var names = RequestNames()
    for name in RequestName.allCases where name.row.elements.contains(element) { names.insert(name.rawValue) }
    return names
  }
}
