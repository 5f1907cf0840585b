@testable import Catalog
import Gateway
import Omaha
import Testing

/// A server whose channel is at 4.0 with a floor at 2.0, and a machine that talks to it.
enum LoggedMachine {
  static func catalog(group: Group? = nil) throws -> Catalog {
    func version(_ text: String) throws -> Version { try #require(Version(text)) }
    func release(_ text: String) throws -> (ReleaseKey, Release) {
      (
        ReleaseKey(version: text, architecture: .amd64),
        Release(
          version: try version(text), architecture: .amd64, codebases: [Codebase(unchecked: "/packages/os/")],
          manifestXML: [])
      )
    }
    let channel = Channel(
      name: "stable", targets: [Target(architecture: .amd64, version: try version("4.0"), since: nil)],
      floors: [Floor(version: try version("2.0"))])
    let app = CatalogApp(
      id: try #require(ApplicationID("os")), name: nil, channels: [channel], groups: group.map { [$0] } ?? [],
      releases: Dictionary(uniqueKeysWithValues: [try release("2.0"), try release("4.0")]))
    return Catalog(apps: [app])
  }

  /// The lines of a request.
  static func lines(
    _ body: String, format: LogFormat = .logfmt, group: Group? = nil, remote: String = "192.0.2.7"
  ) throws -> [String] {
    let log = TestLog()
    let worker = GatewayWorker(Gateway(catalog: try catalog(group: group), log: log, logFormat: format))
    var exchange = TestExchange(body, ["REMOTE_ADDR": remote])
    _ = worker.respond(to: &exchange)
    return log.lines
  }

  /// The line of one app, which is all that a request has.
  static func line(
    app attributes: String, _ content: String, os: String = "", format: LogFormat = .logfmt, group: Group? = nil
  ) throws -> String {
    let found = try lines(
      "<request protocol=\"3.0\">\(os)<app appid=\"os\" \(attributes)>\(content)</app></request>", format: format,
      group: group)
    #expect(found.count == 1, "\(found)")
    return found.first ?? ""
  }
}
