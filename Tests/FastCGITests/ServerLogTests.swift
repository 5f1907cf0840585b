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
    try directory.offer("9.0.0")
    #expect(server.hasLogged("catalog not reloaded"))
    server.signal(SIGTERM)
    #expect(server.waitForExit() == 0)
    let lines = server.log.split(separator: "\n")
    #expect(lines.count >= 5)
    for line in lines {
      let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
      #expect(object?["time"] is String && object?["level"] is String, "\(line)")
    }
  }
}
