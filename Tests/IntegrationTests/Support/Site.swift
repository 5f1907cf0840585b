import Foundation
import Glibc

/// A repository, omaha-fcgi and nginx, as deployed: the programs under test, the configuration of `deploy/nginx`, a folder and a port of
/// their own.
final class Site {
  let folder: TemporaryFolder
  let root: String
  private(set) var port = 0
  private let reaper: Reaper
  private var service: ChildProcess?
  private var nginx: ChildProcess?

  var socket: String { "\(folder.path)/fcgi.sock" }
  var serviceLogPath: String { "\(folder.path)/omaha-fcgi.log" }
  var nginxLogPath: String { "\(folder.path)/nginx.log" }
  var nginxFolder: String { "\(folder.path)/nginx" }
  var url: String { "http://127.0.0.1:\(port)" }

  /// Everything is there, nothing runs.
  init() throws {
    folder = try TemporaryFolder()
    root = "\(folder.path)/repository"
    reaper = try Reaper(folder: folder.path)
    try package("init")
  }

  /// A site that serves one release and answers.
  static func serving(
    version: String = "4.0.0", payload: [UInt8] = Array("payload 4.0.0".utf8), threads: Int? = nil
  ) async throws -> Site {
    let site = try Site()
    try site.release(version, payload: payload)
    try site.startService(threads: threads)
    try await site.startNginx()
    return site
  }

  deinit {
    for process in [nginx, service].compactMap(\.self) {
      process.signal(SIGTERM)
      process.wait()
      reaper.drop(process)
    }
  }

  // MARK: The operator's side

  /// Runs omaha-pkg on the repository; it must succeed.
  @discardableResult
  func package(_ arguments: String...) throws -> String {
    let command = try Command.run(Programs.omahaPkg, arguments, environment: ["OMAHA_ROOT": root])
    guard command.status == 0 else {
      throw Failure("omaha-pkg \(arguments.joined(separator: " ")) ended with \(command.status): \(command.errors)")
    }
    return command.text
  }

  /// Adds a release of the test's app and promotes it to stable.
  func release(_ version: String, payload: [UInt8]) throws {
    let file = try folder.write(payload, to: "update.gz")
    try package("add", file, "--app", App.id, "--version", version, "--arch", "amd64", "--channel", "stable")
    try FileManager.default.removeItem(atPath: file)
  }

  // MARK: Servers

  /// As root, nginx has its workers run as www-data, as Debian's does, and the socket is theirs by its group.
  private static let isRoot = geteuid() == 0

  /// - Parameter listener: the socket that is handed over, as systemd and spawn-fcgi do; without it omaha-fcgi makes its own.
  func startService(threads: Int? = nil, listener: LocalSocket? = nil) throws {
    var arguments = ["--root", root]
    if listener == nil { arguments += ["--socket", socket] + (Self.isRoot ? ["--socket-group", "www-data"] : []) }
    if let threads { arguments += ["--threads", String(threads)] }
    let process = try ChildProcess(Programs.omahaFCGI, arguments, input: listener?.descriptor, errors: serviceLogPath)
    reaper.add(process)
    service = process
  }

  /// Sends omaha-fcgi a signal that ends it, waits for that, and returns the exit code or 128 plus the signal.
  @discardableResult
  func signalService(_ signal: Int32) throws -> Int32 {
    guard let service else { throw Failure("omaha-fcgi is not running") }
    service.signal(signal)
    let status = service.wait()
    reaper.drop(service)
    self.service = nil
    return status
  }

  var serviceIsRunning: Bool { service?.isRunning ?? false }

  /// Starts nginx on a free port and waits until the update service answers through it.
  func startNginx(configure: (Site) throws -> Void = { _ in }) async throws {
    for attempt in 1... {
      port = try freePort()
      try Command.output(of: Programs.render, [nginxFolder, "127.0.0.1:\(port)", socket, "\(root)/payloads"])
      try configure(self)
      let process = try ChildProcess(
        "nginx",
        ["-p", nginxFolder, "-c", "\(nginxFolder)/nginx.conf", "-e", "stderr"]
          + (Self.isRoot ? ["-g", "user www-data;"] : []),
        environment: ["PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"], errors: nginxLogPath)
      reaper.add(process)
      nginx = process
      var status = 0
      try await wait(until: "an answer from omaha-fcgi; its log: \(serviceLog)") {
        status = (try? HTTPRequest(App.check(version: "1.0.0")).send(to: port).status) ?? 0
        return status == 200 || !process.isRunning
      }
      if status == 200 && process.isRunning { return }
      // Somebody else took the port between the look and the start.
      reaper.drop(process)
      guard attempt < 5, nginxLog.contains("Address already in use") else { throw Failure("nginx ended: \(nginxLog)") }
    }
  }

  /// What `nginx -s reload` does: new workers with the configuration read again, the old ones finish what they have.
  func reloadNginx() throws {
    guard let nginx else { throw Failure("nginx is not running") }
    nginx.signal(SIGHUP)
  }

  var serviceLog: String { (try? String(contentsOfFile: serviceLogPath, encoding: .utf8)) ?? "" }
  var nginxLog: String { (try? String(contentsOfFile: nginxLogPath, encoding: .utf8)) ?? "" }

  // MARK: The machine's side

  func post(_ body: String) throws -> Reply {
    try HTTPRequest(body).send(to: port)
  }
}
