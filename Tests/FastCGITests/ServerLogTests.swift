import Catalog
import Foundation
import Testing
import TestSupport

/// What the real server logs, beyond decisions.
struct ServerLogTests {
  @Test("A catalog that is loaded or reloaded has its digest, and the log says what is new in it")
  func reload() throws {
    let directory = try TemporaryFolder()
    try directory.makeRepository()
    let server = try ServerProcess(in: directory)
    #expect(server.hasLogged("msg=serving"))
    func digest() throws -> String { try Catalog.load(root: directory.path, hasDigest: true).digest?.text ?? "" }
    #expect(server.hasLogged("msg=\"catalog loaded\" apps=1 digest=\(try digest()) "))
    try directory.addRelease("3.0.0")
    #expect(server.hasLogged("changed=\"\(ServerProcess.app): 1 release added\" digest=\(try digest()) "))
    try directory.offer("3.0.0")
    #expect(server.hasLogged("changed=\"\(ServerProcess.app): stable amd64 2.0.0 to 3.0.0\" digest=\(try digest()) "))
    server.signal(SIGHUP)
    #expect(server.hasLogged("changed=nothing digest=\(try digest()) "))
  }

  @Test("With --log-format json every line is an object, also those of the server itself")
  func json() throws {
    let directory = try TemporaryFolder()
    try directory.makeRepository()
    let server = try ServerProcess("exec \"$0\" --root . --socket fcgi.sock --log-format json", in: directory)
    #expect(server.hasLogged("\"msg\":\"serving\""))
    let peer = try Peer(path: server.socketPath)
    #expect(try ServerProcess.ask(peer).contains("<manifest version=\"2.0.0\">"))
    #expect(server.hasLogged("\"reason\":\"offered\""))
    // A mirror, a failed event, something malformed, and no request at all.
    for app in [
      "multi_manifest_ok='true' delta_okay='false'><updatecheck rollback_allowed='true' updatedisabled='false'/>",
      "><ping/><event eventtype='3' eventresult='0' errorcode='x'/>",
    ] {
      let said = "appid='\(ServerProcess.app)' version='1.0' track='stable' \(app)"
      let body = "<request protocol='3.0'><app \(said)</app></request>"
      _ = try peer.ask(Wire.request(["HTTP_HOST": "updates.example"], body: Array(body.utf8), keeps: true))
    }
    _ = try peer.ask(Wire.request([:], body: Array("<".utf8), keeps: true))
    #expect(server.hasLogged("\"status\":"))
    try directory.addRelease("3.0.0")
    #expect(server.hasLogged("catalog reloaded"))
    try directory.offer("9.0.0")
    #expect(server.hasLogged("catalog not reloaded"))
    server.signal(SIGTERM)
    #expect(server.waitForExit() == 0)
    let lines = server.log.split(separator: "\n")
    #expect(lines.count >= 5)
    var kinds: [String: Set<String>] = [:]
    for line in lines {
      let object = try JSONDecoder().decode([String: Value].self, from: Data(line.utf8))
      #expect(object["time"] == .text && object["level"] == .text, "\(line)")
      for (key, value) in object { kinds[key, default: []].insert(value.rawValue) }
    }
    for (key, found) in kinds {
      let expected: Value = Self.numbers.contains(key) ? .number : Self.flags.contains(key) ? .flag : .text
      #expect(found == [expected.rawValue], "\(key)")
    }
    let seen: Set = ["apps", "connections", "ignored", "manifests", "ms", "releases", "status", "threads"]
    #expect(seen.union(Self.flags).isSubset(of: kinds.keys), "\(kinds.keys.sorted())")
  }

  /// The keys of numbers and of flags in any line. `EventLogTests` sees `suppressed`, `LogOutputTests` `lines`.
  private static let numbers: Set = [
    "apps", "connections", "ignored", "lines", "manifests", "ms", "releases", "status", "suppressed", "threads",
  ]
  private static let flags: Set = ["delta_okay", "multi_manifest_ok", "rollback_allowed", "updatedisabled"]

  /// What a value of JSON is.
  private enum Value: String, Decodable {
    case flag, number, text

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if (try? container.decode(Bool.self)) != nil {
        self = .flag
      } else if (try? container.decode(Double.self)) != nil {
        self = .number
      } else {
        _ = try container.decode(String.self)
        self = .text
      }
    }
  }
}
