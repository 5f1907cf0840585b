import Glibc
import Posix
import Testing
import TestSupport

@testable import FastCGI

struct ListenerTests {
  @Test(
    "An address is a path or a host and a port",
    arguments: [
      ("/run/omaha.sock", .path("/run/omaha.sock")), ("omaha.sock", .path("omaha.sock")),
      ("./a:1", .path("./a:1")), ("127.0.0.1:9000", .host("127.0.0.1", port: 9000)),
      ("[::1]:0", .host("::1", port: 0)), ("localhost:65535", .host("localhost", port: 65535)),
      ("", nil), ("host:", nil), ("host:65536", nil), ("host:+1", nil), ("host:x", nil), (":9000", nil),
      ("::1:9000", nil),
      ("[]:1", nil), ("a\0b", nil),
    ] as [(String, ListenAddress?)])
  func addresses(text: String, address: ListenAddress?) {
    #expect(ListenAddress(text) == address)
  }

  @Test("The socket's file has the mode that was asked for from the beginning and nothing is left beside it")
  func mode() throws {
    let directory = try TemporaryFolder()
    let path = directory.path + "/s"
    var access = SocketAccess()
    access.mode = 0o604
    let listener = try Listener.unix(path, access)
    var status = stat()
    #expect(unsafe stat(path, &status) == 0)
    #expect(status.st_mode == S_IFSOCK | 0o604)
    #expect(directory.names() == ["s"])
    listener.removeFile()
    #expect(directory.names() == [])
  }

  @Test("A path of the length that a refusal names is taken, and no longer one", arguments: ["s", "fcgi.socket"])
  func longPath(name: String) throws {
    let directory = try TemporaryFolder()
    func path(_ length: Int) throws -> String {
      let folders =
        directory.path + "/" + String(repeating: "d", count: length - directory.path.utf8.count - name.utf8.count - 2)
      try #require(unsafe mkdir(folders, 0o755) == 0)
      return folders + "/" + name
    }
    let tooLong = try path(120)
    var limit: Int?
    do throws(ListenError) {
      _ = try Listener.unix(tooLong, SocketAccess())
    } catch {
      if case .pathTooLong(_, let told) = error { limit = told }
    }
    let longest = try #require(limit)
    let listener = try Listener.unix(try path(longest), SocketAccess())
    listener.removeFile()
    let longer = try path(longest + 1)
    #expect(throws: ListenError.self) { try Listener.unix(longer, SocketAccess()) }
  }

  @Test("Nobody's socket is taken while he answers, and a dead one's is")
  func takeover() throws {
    let directory = try TemporaryFolder()
    let path = directory.path + "/s"
    var first: Listener? = try Listener.unix(path, SocketAccess())
    #expect(throws: ListenError.inUse(path)) { try Listener.unix(path, SocketAccess()) }
    _ = try Peer(path: path)
    withExtendedLifetime(first) {}
    first = nil
    // A program that another test starts in this moment still has it, until it becomes that program.
    #expect(eventually { (try? Peer(path: path)) == nil })
    #expect(throws: Peer.Failure.connect(ECONNREFUSED)) { try Peer(path: path) }
    let second = try Listener.unix(path, SocketAccess())
    _ = try Peer(path: path)
    withExtendedLifetime(second) {}
    #expect(directory.names() == ["s"])
  }

  @Test("A living server whose queue is full is not taken for a dead one")
  func fullQueue() throws {
    let directory = try TemporaryFolder()
    let path = directory.path + "/s"
    let living = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    defer { _ = close(living) }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: path.utf8) }
    func call(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
      unsafe withUnsafePointer(to: &address) { pointer in
        unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          unsafe body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
        }
      }
    }
    try #require(unsafe call { unsafe bind(living, $0, $1) } == 0 && listen(living, 0) == 0)
    // Whoever comes when the queue is full waits, or is told to come again.
    var waiting: [Int32] = []
    defer { for number in waiting { _ = close(number) } }
    var result: Int32 = 0
    while result == 0, waiting.count < 10_000 {
      let next = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue), 0)
      waiting.append(next)
      result = unsafe call { unsafe connect(next, $0, $1) }
    }
    try #require(result != 0 && errno == EAGAIN)
    #expect(throws: ListenError.inUse(path)) { try Listener.unix(path, SocketAccess()) }
    #expect(directory.names() == ["s"])
  }

  @Test("A listener that is about to stop refuses who comes now and still has who came before")
  func refusal() throws {
    let directory = try TemporaryFolder()
    let path = directory.path + "/s"
    let listener = try Listener.unix(path, SocketAccess())
    let queued = try Peer(path: path)
    listener.refuse()
    #expect(throws: Peer.Failure.connect(ECONNREFUSED)) { try Peer(path: path) }
    guard case .connection(let descriptor) = listener.accept() else {
      Issue.record("the connection that waited is lost")
      return
    }
    close(descriptor)
    withExtendedLifetime(queued) {}
  }

  @Test("A socket that others may listen on, too, is never closed to all")
  func sharedSocket() throws {
    let directory = try TemporaryFolder()
    let path = directory.path + "/s"
    let first = try Listener.unix(path, SocketAccess())
    let second = Listener(
      owning: dup(first.descriptor), name: "descriptor 0", isTCP: false, isExclusive: false, file: nil)
    second.refuse()
    _ = try Peer(path: path)
  }

  @Test("A file that is no socket is left alone")
  func regularFile() throws {
    let directory = try TemporaryFolder()
    try directory.write("precious", to: "s")
    #expect(throws: ListenError.notASocket(directory.path + "/s")) {
      try Listener.unix(directory.path + "/s", SocketAccess())
    }
    #expect(directory.names() == ["s"])
  }

  @Test("Another server's file is not removed at the end")
  func foreignFile() throws {
    let directory = try TemporaryFolder()
    let path = directory.path + "/s"
    let first = try Listener.unix(path, SocketAccess())
    #expect(unsafe unlink(path) == 0)
    let second = try Listener.unix(path, SocketAccess())
    first.removeFile()
    #expect(directory.names() == ["s"])
    second.removeFile()
    #expect(directory.names() == [])
  }

  @Test("What cannot be listened on is named")
  func errors() throws {
    let directory = try TemporaryFolder()
    let long = directory.path + "/" + String(repeating: "x", count: 100)
    #expect(throws: ListenError.pathTooLong(long, limit: 107)) { try Listener.unix(long, SocketAccess()) }
    #expect(throws: ListenError.system(SystemError("open \(directory.path)/no/", code: ENOENT))) {
      try Listener.unix(directory.path + "/no/s", SocketAccess())
    }
    var access = SocketAccess()
    access.group = "no-such-group"
    #expect(throws: ListenError.unknownOwner("no-such-group")) { try Listener.unix(directory.path + "/s", access) }
    #expect(directory.names() == [])
    let tcp = try Listener.tcp("127.0.0.1", port: 0)
    let port = try #require(tcp.name.split(separator: ":").last.flatMap { UInt16($0) })
    #expect(throws: ListenError.inUse("127.0.0.1:\(port)")) { try Listener.tcp("127.0.0.1", port: port) }
  }

  @Test("Requests are served over TCP, too")
  func tcp() throws {
    let listener = try Listener.tcp("localhost", port: 0)
    let port = try #require(listener.name.split(separator: ":").last.flatMap { UInt16($0) })
    #expect(port > 0)
    let server = try FastCGIServer(
      listeners: [try Listener.tcp("127.0.0.1", port: 0), listener], threads: 2, report: { _ in },
      makeResponder: { EchoResponder(gate: Gate()) })
    let peer = try Peer(port: port)
    #expect(try peer.ask(Wire.request(body: [1])) == "1 1")
    #expect(server.stop() == 0)
    #expect(try peer.isClosed())
  }
}
