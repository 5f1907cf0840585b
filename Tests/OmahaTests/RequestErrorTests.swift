import Omaha
import Testing

@Suite("Request errors")
struct RequestErrorTests {
  @Test(
    "name the line and the fault",
    arguments: [
      ("<response protocol='3.0'><app/></response>", "line 1: the root element is not a request"),
      ("\n\n<o:gupdate xmlns:o='x' protocol='2.0'/>", "line 3: the root element is not a request"),
      ("<request:request xmlns:request='x' protocol='3.0'/>", "line 1: the root element is not a request"),
      ("<Request protocol='3.0'/>", "line 1: the root element is not a request"),
      ("<request protocol='2.0'><app/></request>", "line 1: the protocol is neither 3.0 nor 3.1"),
      ("<request protocol='3. 0'><app/></request>", "line 1: the protocol is neither 3.0 nor 3.1"),
      ("<request protocol=''><app/></request>", "line 1: the protocol is neither 3.0 nor 3.1"),
      ("\n<request><app/></request>", "line 2: the protocol is neither 3.0 nor 3.1"),
      ("<!-- a\nb -->\n<request protocol='3.0'/>", "line 3: the request has no app"),
      ("<request protocol='3.1'><os><app/></os></request>", "line 1: the request has no app"),
    ])
  func messages(_ body: String, _ message: String) {
    #expect(failure(of: body)?.description == message)
  }

  @Test(
    "tell XML that is not accepted, by line, and never quote it",
    arguments: [
      ("", 1), ("SECRET", 1), ("{\"request\": \"SECRET\"}", 1),
      ("<request protocol='3.0'>\n<app appid='SECRET'>\n</request>", 3),
      ("<request protocol='3.0'>\n<app appid='SECRET' appid='SECRET'/></request>", 2),
      ("<request protocol='3.0'>\n<app appid='&SECRET;'/></request>", 2),
      ("<request protocol='3.0'>\n<app appid='SECRET'/>", 2),
      ("<request protocol='3.0'><app/></request>\nSECRET", 2),
      ("\n<!DOCTYPE SECRET [<!ENTITY SECRET 'SECRET'>]>\n<request protocol='3.0'><app/></request>", 2),
      ("<request protocol='3.0'>\n\n<app appid='\u{1}SECRET'/></request>", 3),
    ])
  func malformed(_ body: String, _ line: Int) {
    let error = failure(of: body)
    #expect(error?.line == line)
    guard case .malformed = error?.kind else {
      Issue.record("\(String(describing: error)) is not about XML")
      return
    }
    #expect(error?.description.contains("SECRET") == false)
    #expect(error?.description.hasPrefix("line \(line)") == true)
  }

  @Test("tell a machine alias whose quote is not escaped")
  func alias() throws {
    let body = try Fixture.read("requests/alias-with-quote.xml")
    let error = #expect(throws: RequestError.self) { try RequestDecoder().decode(body) }
    #expect(error?.line == 4)
    #expect(
      error?.description.hasSuffix(
        ": a quote in a value is not written &quot;, or one is missing (machinealias of <app>)")
        == true, "\(String(describing: error))")
  }

  @Test("tell bytes that are not UTF-8")
  func encoding() {
    let bytes = Array("<request protocol='3.0'>\n<app appid='".utf8) + [0xFF, 0xC0] + Array("'/></request>".utf8)
    let error = #expect(throws: RequestError.self) { try RequestDecoder().decode(bytes) }
    #expect(error?.line == 2)
  }

  @Test("come after 1000 apps, not before")
  func apps() throws {
    func body(_ count: Int) -> [UInt8] {
      Array(
        "<request protocol='3.0'>\(String(repeating: "\n<app appid='a' version='1'/>", count: count))</request>".utf8)
    }
    #expect(try RequestDecoder().decode(body(1_000)).request.apps.count == 1_000)
    let error = #expect(throws: RequestError.self) { try RequestDecoder().decode(body(1_001)) }
    #expect(error?.description == "line 1002: the request has more than 1000 apps")
  }

  @Test("come after 1000 events in all apps together, not before")
  func events() throws {
    func body(_ count: Int) -> [UInt8] {
      let events = String(repeating: "<event eventtype='3' eventresult='1'/>", count: count)
      return Array(
        "<request protocol='3.0'><app appid='a' version='1'>\(events)</app>\n<app appid='b' version='1'>\(events)</app></request>"
          .utf8)
    }
    let request = try RequestDecoder().decode(body(500)).request
    #expect(request.apps.map(\.events.count) == [500, 500])
    let error = #expect(throws: RequestError.self) { try RequestDecoder().decode(body(501)) }
    #expect(error?.description == "line 2: the request has more than 1000 events")
  }

  @Test("come from the limits of XML too")
  func limits() {
    let deep = String(repeating: "<a>", count: 40) + String(repeating: "</a>", count: 40)
    #expect(failure(of: "<request protocol='3.0'>\(deep)</request>") != nil)
    let decoder = RequestDecoder(maximumSize: 10)
    #expect(throws: RequestError.self) { try decoder.decode(Array("<request protocol='3.0'/>".utf8)) }
  }

  private func failure(of body: String) -> RequestError? {
    do {
      _ = try RequestDecoder().decode(Array(body.utf8))
      return nil
    } catch {
      return error
    }
  }
}
