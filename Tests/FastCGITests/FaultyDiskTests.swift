import Glibc
import Posix
import Testing
import TestSupport

@testable import FastCGI

/// omaha-fcgi while the disk with its catalog fails or dawdles; `strace` plays the disk.
@Suite(.enabled(if: Strace.isUsable))
struct FaultyDiskTests {
  private static let appXML = "catalog/\(ServerProcess.app)/app.xml"

  private func start() throws -> ServerProcess {
    let directory = try TemporaryFolder()
    try directory.makeRepository()
    let server = try ServerProcess("exec \"$0\" --root '\(directory.path)' --socket fcgi.sock", in: directory)
    #expect(server.hasLogged("msg=serving"))
    return server
  }

  /// Lets every read of app.xml by a server meet with a fault from now on, until the tracer that is returned ends.
  private func disturb(_ server: ServerProcess, _ fault: String) throws -> ServerProcess {
    let file = "\(server.directory.path)/catalog/\(ServerProcess.app)/app.xml"
    let tracer = try ServerProcess(
      "exec strace -f -qq -o /dev/null -P '\(file)' -e inject=read:\(fault) -p \(server.process)", in: server.directory)
    let threads = "/proc/\(server.process)/task"
    let isTraced = eventually {
      TemporaryFolder.names(in: threads).allSatisfy {
        !System.text(of: "\(threads)/\($0)/status").contains("TracerPid:\t0\n")
      }
    }
    try #require(isTraced)
    return tracer
  }

  @Test(
    "A catalog that cannot be read at a reload is named, the old one goes on serving, and the new one comes with the disk"
  )
  func unreadable() throws {
    let server = try start()
    let tracer = try disturb(server, "error=EIO")
    try server.directory.addRelease("3.0.0")
    try server.directory.offer("3.0.0")
    #expect(server.hasLogged("the old one stays"))
    #expect(server.log.lowercased().contains("input/output error") && server.log.contains("app.xml"))
    let peer = try Peer(path: server.socketPath)
    for _ in 0..<50 { #expect(try ServerProcess.ask(peer).contains("<manifest version=\"2.0.0\">")) }
    server.signal(SIGHUP)
    #expect(server.hasLogged("the old one stays", times: 2))
    #expect(try ServerProcess.ask(peer).contains("<manifest version=\"2.0.0\">"))
    // The system lets go of what a tracer that is killed has held.
    tracer.signal(SIGKILL)
    _ = tracer.waitForExit()
    // Nobody asks for it.
    #expect(server.hasLogged("catalog reloaded"))
    #expect(try ServerProcess.ask(peer).contains("<manifest version=\"3.0.0\">"))
    server.signal(SIGTERM)
    #expect(server.waitForExit() == 0)
  }

  @Test("While a slow disk holds up a reload, requests are answered from the old catalog as fast as ever")
  func slow() throws {
    let server = try start()
    // A reload reads app.xml twice: its text, then its end.
    let tracer = try disturb(server, "delay_enter=4000000")
    let peer = try Peer(path: server.socketPath)
    let before = Instant.now
    server.signal(SIGHUP)
    var answered = 0
    var slowest = Int64(0)
    while !server.log.contains("catalog reloaded") {
      let start = Instant.now
      #expect(try ServerProcess.ask(peer).contains("<manifest version=\"2.0.0\">"))
      slowest = max(slowest, Instant.now.nanoseconds - start.nanoseconds)
      answered += 1
      try #require(start < before + .seconds(60))
    }
    #expect(Instant.now > before + .seconds(4), "the disk was slow")
    #expect(answered > 20, "\(answered) requests were answered while the catalog was read")
    // Whoever waited for the disk would wait for four seconds; the tracer and other tests take their time, too.
    #expect(slowest < 3_500_000_000, "\(slowest) ns")
    _ = consume tracer
  }

  @Test("A server that is told to stop does not wait for a disk that holds up a reload")
  func stop() throws {
    let server = try start()
    let tracer = try disturb(server, "delay_enter=60000000")
    let before = Instant.now
    try server.directory.offer("2.0.0")
    server.signal(SIGHUP)
    // In the delayed read of app.xml.
    let isReading = eventually {
      TemporaryFolder.names(in: "/proc/\(server.process)/fd").contains {
        System.target(of: "/proc/\(server.process)/fd/\($0)").hasSuffix("/app.xml")
      }
    }
    try #require(isReading)
    server.signal(SIGTERM)
    #expect(server.hasLogged("msg=stopped"))
    #expect(Instant.now < before + .seconds(30))
    tracer.signal(SIGKILL)
    _ = tracer.waitForExit()
    #expect(server.waitForExit() == 0)
  }
}
