import Glibc
import Posix
import Synchronization
import Testing
import TestSupport

@testable import FastCGI

/// The executable as operators run it.
struct OmahaFCGITests {
  private func start(
    _ command: String = "exec \"$0\" --root . --socket fcgi.sock", descriptors: [(ours: Int32, theirs: Int32)] = [],
    logFolder: Bool = false
  ) throws -> ServerProcess {
    let directory = try TemporaryFolder()
    try directory.makeRepository()
    if logFolder { try directory.makeFolder("logs") }
    return try ServerProcess(command, in: directory, descriptors: descriptors)
  }

  @Test("A machine is offered its update, and SIGTERM ends the server well")
  func offer() throws {
    let server = try start()
    #expect(server.hasLogged("msg=serving"))
    let peer = try Peer(path: server.socketPath)
    #expect(try ServerProcess.ask(peer).contains("<manifest version=\"2.0.0\">"))
    #expect(server.hasLogged("reason=offered"))
    server.signal(SIGTERM)
    #expect(server.waitForExit() == 0)
    #expect(try peer.isClosed())
    #expect(server.log.hasSuffix("msg=stopped\n"))
    #expect(!server.directory.names().contains("fcgi.sock"))
  }

  @Test("A request without a length and with padding behind every record is answered, and so is the next one")
  func padding() throws {
    let server = try start()
    #expect(server.hasLogged("msg=serving"))
    let peer = try Peer(path: server.socketPath)
    let body = Array(
      "<request protocol='3.0'><app appid='{\(ServerProcess.app)}' track='stable'><updatecheck/></app></request>".utf8)
    for length in [[:], ["CONTENT_LENGTH": "-1"], ["CONTENT_LENGTH": ""]] as [[String: String]] {
      let parameters = ["REQUEST_METHOD": "POST"].merging(length) { $1 }.flatMap { Wire.pair($0, $1) }
      let request =
        Wire.begin(padding: 5) + Wire.stream(4, parameters, padding: 3, endPadding: 8)
        + Wire.stream(5, body, chunk: 10, padding: 7, endPadding: 255)
      #expect(try peer.ask(request).contains("appid=\"{\(ServerProcess.app)}\" status=\"ok\""), "\(length)")
    }
    #expect(try ServerProcess.ask(peer).contains("<manifest version=\"2.0.0\">"))
  }

  @Test("A changed catalog is served without being asked to, a broken one is not")
  func reload() throws {
    let server = try start()
    #expect(server.hasLogged("msg=serving"))
    let peer = try Peer(path: server.socketPath)
    try server.directory.offer("3.0.0")
    #expect(server.hasLogged("app.xml:2: "))
    #expect(try ServerProcess.ask(peer).contains("<manifest version=\"2.0.0\">"))
    try server.directory.addRelease("3.0.0")
    #expect(server.hasLogged("catalog reloaded"))
    #expect(try ServerProcess.ask(peer).contains("<manifest version=\"3.0.0\">"))
  }

  @Test(
    "Directories that belong to others keep it neither from starting nor from noticing a change at once",
    .enabled(if: Unprivileged.isPossible, "setpriv is not installed"))
  func foreignDirectories() throws {
    let directory = try TemporaryFolder()
    try directory.makeRepository()
    for name in ["catalog/lost+found", "catalog/@eaDir", "catalog/\(ServerProcess.app)/releases/lost+found"] {
      try directory.makeFolder(name)
      #expect(unsafe chmod("\(directory.path)/\(name)", 0) == 0)
    }
    let server = try ServerProcess("exec \(Unprivileged.prefix) \"$0\" --root . --socket fcgi.sock", in: directory)
    #expect(server.hasLogged("msg=serving"))
    let peer = try Peer(path: server.socketPath)
    #expect(try ServerProcess.ask(peer).contains("<manifest version=\"2.0.0\">"))
    try server.directory.addRelease("3.0.0")
    try server.directory.offer("3.0.0")
    #expect(server.hasLogged("catalog reloaded"))
    #expect(eventually { (try? ServerProcess.ask(peer))?.contains("<manifest version=\"3.0.0\">") == true })
    #expect(!server.log.contains("level=warning") && !server.log.contains("level=error"), "\(server.log)")
  }

  @Test("A copy of an app beside it is named once and not served; the server starts with it and reloads")
  func copiedApp() throws {
    let server = try start()
    #expect(server.hasLogged("msg=serving"))
    let copy = "cp -r catalog/\(ServerProcess.app) catalog/\(ServerProcess.app).bak"
    let maker = try ServerProcess(copy, in: server.directory)
    #expect(maker.waitForExit() == 0)
    #expect(server.hasLogged("msg=\"part of the catalog not read\""))
    try server.directory.addRelease("3.0.0")
    try server.directory.offer("3.0.0")
    let peer = try Peer(path: server.socketPath)
    #expect(eventually { (try? ServerProcess.ask(peer))?.contains("<manifest version=\"3.0.0\">") == true })
    #expect(server.log.split(separator: "\n").count { $0.contains("part of the catalog not read") } == 1)
    #expect(!server.log.contains("not reloaded"), "\(server.log)")
    server.signal(SIGTERM)
    #expect(server.waitForExit() == 0)

    let next = try ServerProcess(in: server.directory)
    #expect(next.hasLogged("msg=serving"))
    #expect(next.log.contains("\(ServerProcess.app).bak: this directory is not read"), "\(next.log)")
  }

  @Test("SIGHUP loads the catalog at once and names an error again")
  func hangup() throws {
    let server = try start()
    #expect(server.hasLogged("msg=serving"))
    server.signal(SIGHUP)
    #expect(server.hasLogged("catalog reloaded"))
    try server.directory.write("<app", to: "catalog/\(ServerProcess.app)/app.xml")
    #expect(server.hasLogged("the old one stays"))
    server.signal(SIGHUP)
    #expect(server.hasLogged("the old one stays", times: 2))
  }

  @Test("Of a catalog with fifty errors the log gets twenty and how many more there are")
  func manyErrors() throws {
    let server = try start()
    #expect(server.hasLogged("msg=serving"))
    let wrong = String(repeating: "<x/>\n", count: 50)
    try server.directory.replace(
      "catalog/\(ServerProcess.app)/app.xml", with: "<app appid=\"\(ServerProcess.app)\">\n\(wrong)</app>")
    #expect(server.hasLogged("error=\"30 more, which omaha-pkg check prints\""))
    #expect(server.log.split(separator: "\n").count { $0.contains("catalog not reloaded") } == 21)
  }

  @Test("SIGUSR1 opens a renamed log file anew, keeps the old one when it cannot, and harms nobody without one")
  func logFile() throws {
    let server = try start("exec \"$0\" --root . --socket fcgi.sock --log logs/omaha.log", logFolder: true)
    let log = server.directory.path + "/logs/omaha.log"
    #expect(eventually { server.directory.read("logs/omaha.log").contains("msg=serving") })
    #expect(server.log.isEmpty)
    #expect(unsafe rename(log, log + ".1") == 0)
    let peer = try Peer(path: server.socketPath)
    _ = try ServerProcess.ask(peer)
    #expect(server.directory.read("logs/omaha.log.1").contains("reason=offered"))
    server.signal(SIGUSR1)
    #expect(eventually { unsafe access(log, F_OK) == 0 })
    _ = try ServerProcess.ask(peer)
    #expect(server.directory.read("logs/omaha.log").contains("reason=offered"))

    #expect(unsafe rename(server.directory.path + "/logs", server.directory.path + "/gone") == 0)
    server.signal(SIGUSR1)
    #expect(eventually { server.directory.read("gone/omaha.log").contains("log not reopened") })
    #expect(try ServerProcess.ask(peer).contains("updatecheck status=\"ok\""))

    let plain = try start()
    #expect(plain.hasLogged("msg=serving"))
    plain.signal(SIGUSR1)
    plain.signal(SIGHUP)
    #expect(plain.hasLogged("catalog reloaded"))
  }

  @Test("A reader of the log that goes away ends nothing")
  func logReaderGone() throws {
    let server = try start("mkfifo pipe; : <pipe & exec \"$0\" --root . --socket fcgi.sock 2>pipe")
    #expect(eventually { (try? Peer(path: server.socketPath)) != nil })
    for _ in 0..<3 {
      #expect(try ServerProcess.ask(try Peer(path: server.socketPath)).contains("<manifest version=\"2.0.0\">"))
    }
    server.signal(SIGTERM)
    #expect(server.waitForExit() == 0)
  }

  @Test("A log file that cannot be opened is named, exit 73")
  func noLogFile() throws {
    let server = try start("exec \"$0\" --root . --socket fcgi.sock --log missing/omaha.log")
    #expect(server.waitForExit() == 73)
    #expect(server.log.contains("cannot open the log file missing/omaha.log"))
  }

  @Test("A catalog that cannot be used at the start is named with file and line, exit 78")
  func brokenCatalog() throws {
    let directory = try TemporaryFolder()
    try directory.makeRepository()
    try directory.offer("9.9.9")
    let server = try ServerProcess(in: directory)
    #expect(server.waitForExit() == EX_CONFIG)
    #expect(server.log.contains("omaha-fcgi: error: ./catalog/\(ServerProcess.app)/app.xml:2: "))
  }

  @Test(
    "What is wrong with a command line is said, exit 64",
    arguments: ["--threads x", "--base-url ftp://x", "serve", "--root . --socket", "--root ."])
  func usage(arguments: String) throws {
    let server = try start("exec \"$0\" \(arguments.contains("--root") ? arguments : "--root . " + arguments)")
    #expect(server.waitForExit() == EX_USAGE)
    #expect(server.log.hasPrefix("omaha-fcgi: error: ") || server.log.contains("\nomaha-fcgi: error: "))
  }

  @Test("--version and --help print to standard output, exit 0", arguments: ["--version", "--help"])
  func help(option: String) throws {
    let server = try start("exec \"$0\" \(option)")
    #expect(server.waitForExit() == 0)
    #expect(server.directory.read("output").contains("omaha-fcgi"))
    #expect(server.log.isEmpty)
  }

  @Test(
    "A server of which a thread cannot start ends instead of letting everybody wait, exit 71",
    .enabled(if: Strace.isUsable))
  func noThread() throws {
    let server = try start(
      "exec strace -f -qq -o /dev/null -e inject=memfd_create:error=ENOSYS \"$0\" --root . --socket fcgi.sock")
    #expect(server.waitForExit() == EX_OSERR)
    #expect(server.log.contains("omaha-fcgi: error: cannot create a file in memory: "))
  }

  @Test("A second server does not take the socket of a living one, exit 73")
  func liveSocket() throws {
    let server = try start()
    #expect(server.hasLogged("msg=serving"))
    let second = try ServerProcess(
      "exec \"$0\" --root . --socket '\(server.socketPath)' 2>second", in: server.directory)
    #expect(second.waitForExit() == EX_CANTCREAT)
    #expect(server.directory.read("second").contains("another server is listening on \(server.socketPath)"))
    #expect(try ServerProcess.ask(try Peer(path: server.socketPath)).contains("2.0.0"))
  }

  @Test("The socket file of a server that was killed is taken over")
  func staleSocket() throws {
    let server = try start()
    #expect(server.hasLogged("msg=serving"))
    server.signal(SIGKILL)
    #expect(server.waitForExit() == nil)
    #expect(server.directory.names().contains("fcgi.sock"))
    let second = try ServerProcess(in: server.directory)
    #expect(second.hasLogged("msg=serving", times: 2))
    #expect(try ServerProcess.ask(try Peer(path: server.socketPath)).contains("2.0.0"))
  }

  @Test("A socket on descriptor 0 is served, as lighttpd, spawn-fcgi and Apache pass it")
  func descriptorZero() throws {
    let directory = try TemporaryFolder()
    try directory.makeRepository()
    let listener = try Listener.unix(directory.path + "/fcgi.sock", SocketAccess())
    let server = try ServerProcess("exec \"$0\" --root .", in: directory, descriptors: [(listener.descriptor, 0)])
    #expect(try ServerProcess.ask(try Peer(path: server.socketPath)).contains("2.0.0"))
    #expect(server.hasLogged("listen=\"descriptor 0\""))
  }

  @Test("Sockets passed by systemd are served, and a second server can take over without a lost request")
  func activation() throws {
    let directory = try TemporaryFolder()
    try directory.makeRepository()
    let listener = try Listener.unix(directory.path + "/fcgi.sock", SocketAccess())
    let command = "LISTEN_PID=$$ LISTEN_FDS=1 exec \"$0\" --root ."
    var server = try ServerProcess(command, in: directory, descriptors: [(listener.descriptor, 3)])
    #expect(server.hasLogged("listen=\"descriptor 3\""))
    let asker = try Asker(path: server.socketPath)
    for round in 2...4 {
      let successor = try ServerProcess(command, in: directory, descriptors: [(listener.descriptor, 3)])
      #expect(successor.hasLogged("listen=\"descriptor 3\"", times: round))
      server.signal(SIGTERM)
      #expect(server.waitForExit() == 0)
      server = successor
    }
    let (answers, failures) = asker.finish()
    #expect(answers > 0)
    #expect(failures == 0)
  }

  @Test("Stopped with the only hold on its socket, as lighttpd starts it, it answers all who have connected")
  func onlyHolder() throws {
    let directory = try TemporaryFolder()
    try directory.makeRepository()
    let path = directory.path + "/passed.sock"
    let server = try {
      let listener = try Listener.unix(path, SocketAccess())
      return try ServerProcess("exec \"$0\" --root .", in: directory, descriptors: [(listener.descriptor, 0)])
    }()
    #expect(server.hasLogged("msg=serving"))
    // While it sleeps, the connections queue up.
    server.signal(SIGSTOP)
    let body = Array("<request protocol=\"3.0\"><app appid=\"x\" version=\"1\"><updatecheck/></app></request>".utf8)
    let peers = try (0..<200).map { _ in
      let peer = try Peer(path: path)
      try peer.send(Wire.request(["HTTP_HOST": "updates.example"], body: body, keeps: false))
      return peer
    }
    server.signal(SIGTERM)
    server.signal(SIGCONT)
    for peer in peers { #expect(try peer.receiveAnswer().output.contains("error-unknownApplication")) }
    #expect(server.waitForExit() == 0)
    #expect(throws: Peer.Failure.connect(ECONNREFUSED)) { try Peer(path: path) }
  }

  @Test("The executable links libfcgi and no Foundation")
  func linkage() throws {
    let server = try start("exec ldd \"$0\"")
    #expect(server.waitForExit() == 0)
    let libraries = server.directory.read("output")
    #expect(libraries.contains("libfcgi"))
    #expect(!libraries.contains("Foundation"))
  }
}

/// Asks one request per connection, over and over, on a thread of its own.
private final class Asker {
  private let thread: Thread
  private let tally: Tally

  private final class Tally: Sendable {
    let isDone = Atomic(false)
    let answers = Atomic(0)
    let failures = Atomic(0)
  }

  init(path: String) throws {
    let tally = Tally()
    self.tally = tally
    thread = try Thread {
      while !tally.isDone.load(ordering: .acquiring) {
        let answer = try? ServerProcess.ask(try Peer(path: path), keeps: false)
        if answer?.contains("2.0.0") == true {
          tally.answers.add(1, ordering: .relaxed)
        } else {
          tally.failures.add(1, ordering: .relaxed)
        }
      }
    }
  }

  func finish() -> (answers: Int, failures: Int) {
    tally.isDone.store(true, ordering: .releasing)
    thread.join()
    return (tally.answers.load(ordering: .acquiring), tally.failures.load(ordering: .acquiring))
  }
}
