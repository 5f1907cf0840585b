import FastCGI
import Glibc
import Testing
import TestSupport

/// omaha-fcgi when there are more connections than descriptors.
struct DescriptorTests {
  private func start(_ command: String = "exec \"$0\" --root . --socket fcgi.sock --threads 2") throws -> ServerProcess
  {
    let directory = try TemporaryFolder()
    try directory.makeRepository()
    return try ServerProcess(command, in: directory)
  }

  /// Connections that hold a descriptor of the server for as long as they are there: half a request is never given up in
  /// favour of another one.
  private func occupy(_ server: ServerProcess, _ count: Int) throws -> [Peer] {
    try (0..<count).map { _ in
      let peer = try Peer(path: server.socketPath)
      try peer.send(Array(Wire.request().prefix(20)))
      return peer
    }
  }

  private func offer(_ version: String, by server: ServerProcess) throws {
    try server.directory.addRelease(version)
    try server.directory.offer(version)
  }

  @Test("The limit of descriptors leaves room for the catalog: it is reloaded while connections wait for their turn")
  func reserve() throws {
    let server = try start("ulimit -n 64; exec \"$0\" --root . --socket fcgi.sock --threads 2")
    #expect(server.hasLogged("msg=serving"))
    let peers = try occupy(server, 100)
    #expect(server.hasLogged("too many connections, accepting pauses"))
    try offer("3.0.0", by: server)
    #expect(server.hasLogged("catalog reloaded"))
    server.signal(SIGHUP)
    #expect(server.hasLogged("catalog reloaded", times: 2))
    peers.forEach { $0.finishSending() }
    #expect(server.hasLogged("accepting connections again"))
    #expect(try ServerProcess.ask(Peer(path: server.socketPath)).contains("<manifest version=\"3.0.0\">"))
    #expect(!server.log.contains("Too many open files"))
    server.signal(SIGTERM)
    #expect(server.waitForExit() == 0)
  }

  @Test("Idle connections make room for the requests of others")
  func eviction() throws {
    let server = try start("ulimit -n 64; exec \"$0\" --root . --socket fcgi.sock --threads 2")
    #expect(server.hasLogged("msg=serving"))
    let idle = try (0..<100).map { _ in try Peer(path: server.socketPath) }
    #expect(try ServerProcess.ask(Peer(path: server.socketPath)).contains("<manifest version=\"2.0.0\">"))
    _ = consume idle
  }

  @Test("Really out of descriptors it answers who is connected, says so once, and recovers with the catalog of then")
  func exhausted() throws {
    let server = try start()
    #expect(server.hasLogged("msg=serving"))
    let connected = try Peer(path: server.socketPath)
    #expect(try ServerProcess.ask(connected).contains("<manifest version=\"2.0.0\">"))
    // Less than the server was told when it started.
    #expect(server.limitDescriptors(toFurther: 8))
    let peers = try occupy(server, 50)
    #expect(server.hasLogged("out of descriptors, accepting pauses"))
    #expect(server.log.contains("Too many open files"))

    try offer("3.0.0", by: server)
    #expect(server.hasLogged("catalog not reloaded, the old one stays"))
    #expect(try ServerProcess.ask(connected).contains("<manifest version=\"2.0.0\">"))

    peers.forEach { $0.finishSending() }
    #expect(server.hasLogged("accepting connections again"))
    // Nobody touches the catalog again: it is looked at because the last look failed.
    #expect(server.hasLogged("catalog reloaded"), "\(server.log)")
    #expect(try ServerProcess.ask(Peer(path: server.socketPath)).contains("<manifest version=\"3.0.0\">"))
    #expect(server.log.split(separator: "\n").count { $0.contains("out of descriptors") } == 1)
    server.signal(SIGTERM)
    #expect(server.waitForExit() == 0)
  }

  @Test("A limit that leaves no descriptor for connections is an error at the start, exit 71")
  func tooFew() throws {
    let server = try start("ulimit -n 20; exec \"$0\" --root . --socket fcgi.sock --threads 2")
    #expect(server.waitForExit() == EX_OSERR)
    #expect(server.log.contains("20 descriptors are too few"))
    #expect(server.log.contains("hint: ulimit -n"))
  }
}

extension ServerProcess {
  /// Takes away what the process was allowed when it started: it may open so many more.
  fileprivate func limitDescriptors(toFurther count: Int) -> Bool {
    let open = Self.openDescriptors(of: "\(process)")
    // It may have been passed some with high numbers.
    var limit: Int32 = 0
    var free = 0
    while free < count || open.contains(limit) {
      if !open.contains(limit) { free += 1 }
      limit += 1
    }
    return unsafe system("prlimit --pid \(process) --nofile=\(limit)") == 0
  }
}
