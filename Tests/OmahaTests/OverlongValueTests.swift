import Omaha
import Testing

/// Every element has values of its own reading; each has its bound.
@Suite("Overlong values")
struct OverlongValueTests {
  private static let longest = String(repeating: "x", count: RequestDecoder.maximumValueLength)

  private func decode(_ values: [String: String]) throws -> DecodedRequest {
    func value(_ name: String) -> String { values[name] ?? "short" }
    return try RequestDecoder().decode(
      Array(
        """
        <request protocol="3.0" version="\(value("request"))">
        <hw sse="1" model="\(value("hw"))" avx="1"/>
        <os platform="\(value("os"))"/>
        <app appid="a" version="1" oem="\(value("app"))"><ping ping_freshness="\(value("ping"))"/>
        <event eventtype="3" eventresult="1" previousversion="\(value("event"))"/></app></request>
        """.utf8))
  }

  private func value(_ name: String, of request: Request) -> String? {
    switch name {
    case "request": request.version
    case "hw": request.hardware?.first { $0.name == "model" }?.value
    case "os": request.os?.platform
    case "app": request.apps.first?.oem
    case "ping": request.apps.first?.ping?.freshness
    default: request.apps.first?.events.first?.previousVersion
    }
  }

  @Test(
    "A value of the greatest length is kept, a longer one is passed over with a notice, and nothing else is",
    arguments: [
      ("request", 1, "version"), ("hw", 2, "model"), ("os", 3, "platform"), ("app", 4, "oem"),
      ("ping", 4, "ping_freshness"), ("event", 5, "previousversion"),
    ])
  func bound(element: String, line: Int, attribute: String) throws {
    let kept = try decode([element: Self.longest])
    #expect(value(element, of: kept.request) == Self.longest)
    #expect(kept.notices.isEmpty)
    for more in ["x", "&amp;", "é"] {
      let passedOver = try decode([element: Self.longest + more])
      #expect(value(element, of: passedOver.request) == nil)
      #expect(passedOver.notices.map(\.description) == ["line \(line): overlong value: \(element) \(attribute)"])
    }
  }

  @Test("Of the hardware, what stands beside an overlong value is kept in its order")
  func besides() throws {
    let hardware = try decode(["hw": Self.longest + "x"]).request.hardware
    #expect(hardware == [Attribute(name: "sse", value: "1"), Attribute(name: "avx", value: "1")])
  }
}
