import FastCGI
import Glibc

/// A real omaha-fcgi in a process of its own, with a repository of its own.
final class ServerProcess {
  enum Failure: Error {
    case executableNotFound
    case spawn(Int32)
  }

  static let app = "e96281a6-d1af-4bde-9a0a-97b76e56dc57"

  let directory: TemporaryDirectory
  let process: pid_t
  private var status: Int32?

  var socketPath: String { directory.path + "/fcgi.sock" }
  /// What the process has written to standard error so far.
  var log: String { directory.read("log") }

  /// Starts `command` with `sh`, in which `$0` is the executable; descriptors of ours can be passed as theirs.
  init(
    _ command: String = "exec \"$0\" --root . --socket fcgi.sock", in directory: TemporaryDirectory,
    descriptors: [(ours: Int32, theirs: Int32)] = []
  ) throws {
    self.directory = directory
    var actions = unsafe posix_spawn_file_actions_t()
    _ = unsafe posix_spawn_file_actions_init(&actions)
    defer { _ = unsafe posix_spawn_file_actions_destroy(&actions) }
    let flags = O_WRONLY | O_CREAT | O_APPEND
    _ = unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    _ = unsafe posix_spawn_file_actions_addopen(&actions, 1, directory.path + "/output", flags, 0o600)
    _ = unsafe posix_spawn_file_actions_addopen(&actions, 2, directory.path + "/log", flags, 0o600)
    for pair in descriptors { _ = unsafe posix_spawn_file_actions_adddup2(&actions, pair.ours, pair.theirs) }
    // Nothing of the other tests, which run in this process at the same time.
    for number in Self.openDescriptors(of: "self")
    where number > 2 && !descriptors.contains(where: { $0.theirs == number }) {
      _ = unsafe posix_spawn_file_actions_addclose(&actions, number)
    }
    let script = "cd '\(directory.path)' && \(command)"
    let arguments = ["sh", "-c", script, try Self.executable()]
    var pointers = unsafe arguments.map { unsafe strdup($0) } + [nil]
    defer { unsafe pointers.forEach { unsafe free($0) } }
    var process: pid_t = 0
    let code = unsafe posix_spawn(&process, "/bin/sh", &actions, nil, &pointers, environ)
    guard code == 0 else { throw Failure.spawn(code) }
    self.process = process
  }

  deinit {
    guard status == nil else { return }
    _ = kill(process, SIGKILL)
    var status: Int32 = 0
    _ = unsafe waitpid(process, &status, 0)
  }

  /// The executable beside the test bundle.
  private static func executable() throws -> String {
    for argument in CommandLine.arguments + ["/proc/self/exe"] where argument.contains("PackageTests.xctest") {
      guard let bundle = argument.range(of: "PackageTests.xctest"),
        let slash = argument[..<bundle.lowerBound].lastIndex(of: "/")
      else { continue }
      let path = argument[..<slash] + "/omaha-fcgi"
      if unsafe access(String(path), X_OK) == 0 { return String(path) }
    }
    throw Failure.executableNotFound
  }

  /// The numbers of a process's open descriptors.
  static func openDescriptors(of process: String) -> Set<Int32> {
    Set(TemporaryDirectory.entries(of: "/proc/\(process)/fd").compactMap { Int32($0) })
  }

  func signal(_ number: Int32) {
    _ = kill(process, number)
  }

  /// The exit status, once the process has ended; nil when it does not, or ended by a signal.
  func waitForExit() -> Int32? {
    var status: Int32 = 0
    let hasEnded = eventually { unsafe waitpid(process, &status, WNOHANG) == process }
    guard hasEnded else { return nil }
    self.status = status
    return status & 0x7f == 0 ? status >> 8 & 0xff : nil
  }

  /// Whether the log says `text` within the time.
  func hasLogged(_ text: String, times: Int = 1) -> Bool {
    eventually { log.split(separator: "\n").count { $0.contains(text) } >= times }
  }

  /// A check by a machine, and the answer's body.
  static func ask(_ peer: Peer, keeps: Bool = true) throws -> String {
    let body = """
      <request protocol="3.0"><app appid="{\(app)}" version="1.0.0" track="stable" board="amd64-usr">\
      <updatecheck/></app></request>
      """
    return try peer.ask(Wire.request(["HTTP_HOST": "updates.example"], body: Array(body.utf8), keeps: keeps))
  }
}

/// A process that may read only what is its own or everybody's, also when the tests are root's.
enum Unprivileged {
  static let isRoot = geteuid() == 0
  static let isPossible = unsafe access("/usr/bin/setpriv", X_OK) == 0 || !isRoot
  /// What stands before the program's name.
  static let prefix = isRoot ? "setpriv --bounding-set=-dac_override,-dac_read_search --inh-caps=-all" : ""
}

extension TemporaryDirectory {
  /// Makes it a repository that offers `version`.
  func makeRepository(version: String = "2.0.0") {
    for name in ["catalog", "catalog/\(ServerProcess.app)", "catalog/\(ServerProcess.app)/releases"] {
      makeDirectory(name)
    }
    addRelease(version)
    offer(version)
  }

  func addRelease(_ version: String) {
    let sha256 = String(repeating: "00", count: 32)
    write(
      "catalog/\(ServerProcess.app)/releases/\(version)_amd64.xml",
      """
      <update appid="\(ServerProcess.app)" version="\(version)" arch="amd64">
        <urls><url codebase="/packages/"/></urls>
        <manifest version="\(version)">
          <packages><package name="update.gz" hash="AAAAAAAAAAAAAAAAAAAAAAAAAAA=" hash_sha256="\(sha256)" size="1" \
      required="true"/></packages>
          <actions><action event="postinstall" sha256="AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="/></actions>
        </manifest>
      </update>
      """)
  }

  func offer(_ version: String) {
    write(
      "catalog/\(ServerProcess.app)/app.xml",
      """
      <app appid="\(ServerProcess.app)" name="flatcar">
        <channel name="stable"><target arch="amd64" version="\(version)" since="2026-11-23T10:00:00Z"/></channel>
      </app>
      """)
  }

  func read(_ name: String) -> String {
    Self.text(of: "\(path)/\(name)")
  }
}

extension String {
  /// Where `text` occurs first.
  func range(of text: String) -> Range<Index>? {
    indices.lazy.filter { self[$0...].hasPrefix(text) }.first.map { $0..<self.index($0, offsetBy: text.count) }
  }
}
