@testable import Catalog
import Gateway
import Omaha
import Testing

/// What the line of an answer says beyond what the machine said.
@Suite("The log of offers and of our own faults")
struct OfferLogTests {
  /// A channel at 4.0 with a floor at 2.0, blocks, and deltas.
  private func lines(
    _ version: String, block: Bool = false, delta: Bool = true, request: String = "", app attributes: String = "",
    event: String = ""
  ) throws -> [String] {
    func release(_ text: String, from previous: String? = nil) throws -> (ReleaseKey, Release) {
      (
        ReleaseKey(version: text, architecture: .amd64, previousVersion: previous),
        Release(
          version: try #require(Version(text)), architecture: .amd64, previousVersion: previous.flatMap { Version($0) },
          codebases: [Codebase(unchecked: "/packages/os/")], manifestXML: [])
      )
    }
    func number(_ text: String) throws -> Version { try #require(Version(text)) }
    let channel = Channel(
      name: "stable", targets: [Target(architecture: .amd64, version: try number("4.0"), since: nil)],
      floors: [Floor(version: try number("2.0"))], blocks: block ? [Block(version: try number("4.0"))] : [])
    let app = CatalogApp(
      id: try #require(ApplicationID("os")), name: nil, channels: [channel], groups: [],
      releases: Dictionary(
        uniqueKeysWithValues: [
          try release("2.0"), try release("3.0"), try release("4.0"), try release("2.0", from: "1.0"),
          try release("4.0", from: "2.0"), try release("3.0", from: "2.0"),
        ]))
    let log = TestLog()
    let worker = GatewayWorker(Gateway(catalog: Catalog(apps: [app]), log: log))
    var exchange = TestExchange(
      """
      <request protocol="3.0"\(request)><app appid="os" version="\(version)" track="stable" board="amd64-usr" \
      delta_okay="\(delta)"\(attributes)>\(event)<updatecheck/></app></request>
      """)
    #expect(TestResponse(worker.respond(to: &exchange)).status == 200)
    return log.lines
  }

  @Test("A line names the target, the release where it is another one, and what a delta starts from")
  func offers() throws {
    let start = "group=stable decision=update reason=offered target=4.0"
    for (version, isBlocked, takesDeltas, expected) in [
      ("3.5", false, true, start), ("2.0", false, true, start + " delta-from=2.0"), ("2.0", false, false, start),
      ("1.0", false, true, start + " release=2.0 delta-from=1.0"), ("1.0", false, false, start + " release=2.0"),
      ("1.5", false, true, start + " release=2.0"), ("2.0", true, true, start + " release=3.0 delta-from=2.0"),
      ("2.0.0", true, true, start + " release=3.0"),
      ("4.0", false, true, "group=stable decision=noupdate reason=up-to-date target=4.0"),
      ("3.0", true, true, "group=stable decision=noupdate reason=blocked target=4.0"),
    ] {
      let found = try lines(version, block: isBlocked, delta: takesDeltas)
      #expect(found.count == 1)
      let end = " board=amd64-usr arch=amd64 delta_okay=\(takesDeltas) " + expected
      #expect(found.first?.hasSuffix(end) == true, "\(version): \(found)")
    }
  }

  @Test("The line of a failed event names what failed, where something else is offered")
  func tried() throws {
    for (version, next, expected) in [
      ("3.5", "9.9", "target=4.0 release=4.0 tried=9.9 events="), ("3.5", "4.0", "target=4.0 release=4.0 events="),
      ("3.5", "", "target=4.0 release=4.0 events="), ("1.5", "4.0", "target=4.0 release=2.0 tried=4.0 events="),
      ("4.0", "9.9", "target=4.0 release=9.9 events="),
    ] {
      let event = "<event eventtype=\"3\" eventresult=\"0\" nextversion=\"\(next)\"/>"
      let found = try lines(version, delta: false, event: event)
      #expect(found.first?.contains(" " + expected) == true, "\(version) \(next): \(found)")
    }
  }

  @Test("A mirror's line says how many manifests it is told, or that a floor lies ahead")
  func mirrors() throws {
    let start = "group=stable decision=update reason=offered target=4.0"
    let several = try lines("1.0", app: " multi_manifest_ok=\"true\"")
    #expect(several.first?.hasSuffix(" " + start + " release=2.0 manifests=2") == true, "\(several)")
    let one = try lines("2.0", app: " multi_manifest_ok=\"true\"")
    #expect(one.first?.hasSuffix(" " + start + " manifests=1") == true, "\(one)")
    let syncer = " updaterversion=\"CoreOSUpdateEngine-0.1.0.0\" installsource=\"scheduler\""
    let held = try lines("1.0", request: syncer)
    #expect(held.first?.hasSuffix(" decision=noupdate reason=floor-ahead target=4.0") == true, "\(held)")
    #expect(try lines("2.0", delta: false, request: syncer).first?.hasSuffix(" " + start) == true)
  }

  @Test(
    "A fault of our own is an error in the log, with the cause in a line of its own; the client is told the request's ID"
  )
  func internalError() throws {
    let log = TestLog()
    let worker = GatewayWorker(Gateway(readingPerRequest: "/nonexistent/repository", log: log))
    var exchange = TestExchange(OfferedRelease.check)
    let response = TestResponse(worker.respond(to: &exchange))
    #expect(response.status == 500)
    #expect(response.body == "internal error (request r1)\n")
    #expect(!response.body.contains("nonexistent"))
    let lines = log.lines.map { $0.split(separator: " ").dropFirst().joined(separator: " ") }
    #expect(lines.count == 2)
    #expect(lines.first?.hasPrefix("level=error request=r1 remote=192.0.2.7 error=\"") == true, "\(lines)")
    #expect(lines.first?.contains("/nonexistent/repository") == true, "\(lines)")
    #expect(lines.last == "level=error request=r1 remote=192.0.2.7 status=500 error=\"internal error\"")
  }

  @Test("What a client does wrong is a warning", arguments: [("<request", 400), ("", 400)])
  func clientError(body: String, status: Int) throws {
    let log = TestLog()
    let worker = GatewayWorker(Gateway(readingPerRequest: "/nonexistent/repository", log: log))
    var exchange = TestExchange(body)
    #expect(TestResponse(worker.respond(to: &exchange)).status == status)
    #expect(log.lines.count == 1)
    #expect(log.lines.first?.contains(" level=warning request=r1 remote=192.0.2.7 status=\(status) error=") == true)
  }
}
