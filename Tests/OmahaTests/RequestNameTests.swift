import Testing
import XML

@testable import Omaha

@Suite("Rows of attributes")
struct RequestNameTests {
  @Test("have each a name of their own, and a symbol that a set can hold")
  func names() {
    let names = RequestName.allCases.map(\.text)
    #expect(Set(names).count == names.count)
    #expect(RequestName.allCases.map(\.rawValue) == Array(8..<8 + UInt16(names.count)))
    #expect(RequestElement.names.count == 7)
    #expect(7 + names.count <= XMLSymbols.maximumSymbol)
    #expect(RequestName.allCases.allSatisfy { !$0.row.elements.isEmpty })
  }

  /// A value that an attribute can have.
  private func value(_ kind: RequestName.Kind) -> String {
    switch kind {
    case .flag: "true"
    default: "1"
    }
  }

  private func decode(_ element: String, _ attributes: String) throws -> DecodedRequest {
    let (request, inner) =
      switch element {
      case "request": (attributes, "<app appid='1'/>")
      case "os": ("", "<os \(attributes)/><app appid='1'/>")
      case "app": ("", "<app \(attributes)/>")
      default: ("", "<app appid='1'><\(element) \(attributes)/></app>")
      }
    let version = request.contains("protocol=") ? "" : "protocol='3.0'"
    return try RequestDecoder().decode(Array("<request \(version) \(request)>\(inner)</request>".utf8))
  }

  @Test(
    "are read, written in their order and tolerated in their elements, and nowhere else",
    arguments: [
      ("request", .request), ("os", .os), ("app", .app), ("ping", .ping), ("updatecheck", .updateCheck),
      ("event", .event),
    ] as [(String, RequestName.Elements)])
  func places(name: String, element: RequestName.Elements) throws {
    let own = RequestName.allCases.filter { $0.row.elements.contains(element) }
    let attributes = own.map { name in
      "\(name.text)=\"\(name == .protocolVersion ? "3.1" : value(name.row.kind))\""
    }
    // In whatever order they are sent.
    let decoded = try decode(name, attributes.reversed().joined(separator: " "))
    #expect(decoded.notices.isEmpty)
    let written = try String(decoding: decoded.request.encode(), as: UTF8.self)
    #expect(written.contains("<\(name) \(attributes.joined(separator: " "))"), "\(written)")

    for foreign in RequestName.allCases where !foreign.row.elements.contains(element) {
      let appID = element == .app ? "appid='1'" : ""
      let notices = try decode(name, "\(appID) \(foreign.text)='1'").notices
      #expect(notices.map(\.description) == ["line 1: unknown attribute: \(name) \(foreign.text)"])
    }
  }
}
