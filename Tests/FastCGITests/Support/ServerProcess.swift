import Glibc
import TestSupport

/// A real omaha-fcgi in a process of its own, with a repository of its own.
final class ServerProcess {
  static let app = "e96281a6-d1af-4bde-9a0a-97b76e56dc57"

  let directory: TemporaryFolder
  private let child: ChildProcess

  var process: pid_t { child.processID }
  var socketPath: String { directory.path + "/fcgi.sock" }
  /// What the process has written to standard error so far.
  var log: String { directory.read("log") }

  /// Starts `command` with `sh`, in which `$0` is the executable; descriptors of ours can be passed as theirs.
  init(
    _ command: String = "exec \"$0\" --root . --socket fcgi.sock", in directory: TemporaryFolder,
    descriptors: [(ours: Int32, theirs: Int32)] = []
  ) throws {
    self.directory = directory
    child = try ChildProcess(
      "/bin/sh", ["-c", "cd '\(directory.path)' && \(command)", Program.omahaFCGI], descriptors: descriptors,
      output: directory.path(of: "output"), errors: directory.path(of: "log"))
  }

  /// The numbers of a process's open descriptors.
  static func openDescriptors(of process: String) -> Set<Int32> {
    Set(TemporaryFolder.names(in: "/proc/\(process)/fd").compactMap { Int32($0) })
  }

  func signal(_ number: Int32) { child.signal(number) }

  /// The exit status, once the process has ended; nil when it does not, or ended by a signal.
  func waitForExit() -> Int32? {
    guard eventually({ !child.isRunning }) else { return nil }
    let status = child.wait()
    return status < 128 ? status : nil
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

extension TemporaryFolder {
  /// Makes it a repository that offers `version`.
  func makeRepository(version: String = "2.0.0") throws {
    try addRelease(version)
    try offer(version)
  }

  func addRelease(_ version: String) throws {
    try replace(
      "catalog/\(ServerProcess.app)/releases/\(version)_amd64.xml",
      with: TestRepository.release(app: ServerProcess.app, version: version, codebase: "/packages/"))
  }

  func offer(_ version: String) throws {
    try replace(
      "catalog/\(ServerProcess.app)/app.xml",
      with: """
        <app appid="\(ServerProcess.app)" name="flatcar">
          <channel name="stable"><target arch="amd64" version="\(version)" since="2026-11-23T10:00:00Z"/></channel>
        </app>
        """)
  }

  /// Writes a file of the catalog as omaha-pkg does: a server that looks at any moment never reads a part of it.
  func replace(_ name: String, with text: String) throws {
    try makeFolder(name.split(separator: "/").dropLast().joined(separator: "/"))
    let temporary = try write(text, to: "catalog/.new")
    guard unsafe rename(temporary, path(of: name)) == 0 else { throw Failure("rename \(name): errno \(errno)") }
  }

  /// The text of a file; empty when there is none yet.
  func read(_ name: String) -> String { (try? text(name)) ?? "" }
}
