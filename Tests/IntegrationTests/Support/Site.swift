import Foundation
import Glibc
import TestSupport

/// A repository, omaha-fcgi and a web server, as deployed: the programs under test, the configuration of `deploy`, a folder and a port
/// of their own.
final class Site {
  let folder: TemporaryFolder
  let root: String
  private(set) var port = 0
  /// What the web server of ``FrontDoor`` is asked for.
  var target = "/v1/update"
  var listensEverywhere = false
  /// Where the web server listens, as its configuration is told.
  var listen: String { listensEverywhere ? "\(port)" : "127.0.0.1:\(port)" }
  private let reaper: Reaper
  private var service: ChildProcess?
  private var server: ChildProcess?
  private var fleet: ChildProcess?

  var socket: String { "\(folder.path)/fcgi.sock" }
  var serviceLogPath: String { "\(folder.path)/omaha-fcgi.log" }
  var serverLogPath: String { "\(folder.path)/server.log" }
  var nginxFolder: String { "\(folder.path)/nginx" }
  var url: String { "http://127.0.0.1:\(port)" }

  /// Everything is there, nothing runs.
  init(root: String = "repository") throws {
    folder = try TemporaryFolder()
    self.root = "\(folder.path)/\(root)"
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
    for process in [server, service, fleet].compactMap(\.self) {
      process.signal(SIGTERM)
      process.wait()
      reaper.drop(process)
    }
  }

  // MARK: The operator's side

  /// Runs omaha-pkg on the repository; it must succeed.
  @discardableResult
  func package(_ arguments: String...) throws -> String { try package(arguments) }

  @discardableResult
  func package(_ arguments: [String]) throws -> String {
    let command = try Program.run(Program.omahaPkg, arguments, environment: ["OMAHA_ROOT": root])
    guard command.status == 0 else {
      throw Failure("omaha-pkg \(arguments.joined(separator: " ")) ended with \(command.status): \(command.errors)")
    }
    return command.output
  }

  /// Adds a release of the test's app and promotes it to stable, also when that is at a newer one.
  func release(_ version: String, payload: [UInt8]) throws {
    let file = try folder.write(payload, to: "update.gz")
    try package(
      "add", file, "--app", App.id, "--version", version, "--arch", "amd64", "--channel", "stable", "--backwards")
    try FileManager.default.removeItem(atPath: file)
  }

  // MARK: Servers

  /// As root, web servers run as www-data, as Debian's do, and the socket is theirs by its group.
  static let isRoot = geteuid() == 0

  /// - Parameter listener: the socket that is handed over, as systemd and spawn-fcgi do; without it omaha-fcgi makes its own.
  func startService(threads: Int? = nil, listener: LocalSocket? = nil, fleet: String? = nil) throws {
    var arguments = ["--root", root]
    if let fleet { arguments += ["--fleet", fleet] }
    if listener == nil { arguments += ["--socket", socket] + (Self.isRoot ? ["--socket-group", "www-data"] : []) }
    if let threads { arguments += ["--threads", String(threads)] }
    let process = try ChildProcess(
      Program.omahaFCGI, arguments, descriptors: listener.map { [(ours: $0.descriptor, theirs: Int32(0))] } ?? [],
      errors: serviceLogPath)
    reaper.add(process)
    service = process
  }

  /// A folder for what machines report, in which the web server's user may write where the service runs as that.
  func makeFleet() throws -> String {
    let path = "\(folder.path)/fleet"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    if Self.isRoot { try Program.output(of: "chown", ["www-data:www-data", path]) }
    return path
  }

  /// Starts omaha-fleet on the socket where the web server's configuration looks for it.
  func startFleet(_ path: String, database: String? = nil) throws {
    let process = try ChildProcess(
      Program.omahaFleet,
      ["serve", "--fleet", path, "--socket", "\(folder.path)/fleet.sock"]
        + (Self.isRoot ? ["--socket-group", "www-data"] : []) + (database.map { ["--database", $0] } ?? []),
      errors: "\(folder.path)/omaha-fleet.log")
    reaper.add(process)
    fleet = process
  }

  var fleetIsRunning: Bool { fleet?.isRunning ?? false }

  /// Ends omaha-fleet.
  func stopFleet(_ signal: Int32 = SIGTERM) throws {
    guard let fleet else { throw Failure("omaha-fleet is not running") }
    fleet.signal(signal)
    fleet.wait()
    reaper.drop(fleet)
    self.fleet = nil
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

  /// The processor time that omaha-fcgi has used.
  var serviceProcessorTime: Duration {
    get throws {
      guard let service else { throw Failure("omaha-fcgi is not running") }
      let text = try String(contentsOfFile: "/proc/\(service.processID)/stat", encoding: .utf8)
      // proc(5): the fields after the name, which stands in parentheses, begin with the third; utime and stime are 14 and 15.
      let fields = text.split(separator: ")").last?.split(separator: " ") ?? []
      guard fields.count > 12, let user = Int(fields[11]), let system = Int(fields[12]) else {
        throw Failure("cannot read \(text)")
      }
      return .seconds(1) * (user + system) / sysconf(Int32(_SC_CLK_TCK))
    }
  }

  /// Starts nginx on a free port and waits until the update service answers through it.
  func startNginx(configure: (Site) throws -> Void = { _ in }) async throws {
    try await startServer { site in
      try Program.output(of: Programs.render, [nginxFolder, listen, socket, "\(root)/payloads"])
      try configure(site)
      return try ChildProcess(
        "nginx",
        ["-p", nginxFolder, "-c", "\(nginxFolder)/nginx.conf", "-e", "stderr"]
          + (Self.isRoot ? ["-g", "user www-data;"] : []),
        environment: Programs.systemPath, errors: serverLogPath)
    }
  }

  /// Starts a web server on a free port, ``port``, and waits until the update service answers through it.
  func startServer(_ start: (Site) throws -> ChildProcess) async throws {
    for attempt in 1... {
      port = try freePort()
      let process = try start(self)
      reaper.add(process)
      server = process
      var status = 0
      try await wait(until: "an answer of the service; its log: \(serviceLog); the web server's: \(serverLog)") {
        status = (try? post(App.check(version: "1.0.0")).status) ?? 0
        return status == 200 || !process.isRunning
      }
      if status == 200 && process.isRunning { return }
      // Somebody else took the port between the look and the start.
      reaper.drop(process)
      guard attempt < 5, serverLog.lowercased().contains("address already in use") else {
        throw Failure("the web server ended: \(serverLog)")
      }
    }
  }

  /// Ends the web server as its init script does, waits for that, and returns the exit code or 128 plus the signal.
  @discardableResult
  func stopServer() throws -> Int32 {
    guard let server else { throw Failure("the web server is not running") }
    server.signal(SIGTERM)
    let status = server.wait()
    reaper.drop(server)
    self.server = nil
    return status
  }

  /// The processes that the web server has started and that still run.
  var serverChildren: [pid_t] {
    guard let server else { return [] }
    let path = "/proc/\(server.processID)/task/\(server.processID)/children"
    let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
    return text.split(separator: " ").compactMap { pid_t($0) }
  }

  /// What `nginx -s reload` does: new workers with the configuration read again, the old ones finish what they have.
  func reloadNginx() throws {
    guard let server else { throw Failure("nginx is not running") }
    server.signal(SIGHUP)
  }

  var serviceLog: String { (try? String(contentsOfFile: serviceLogPath, encoding: .utf8)) ?? "" }
  var serverLog: String { (try? String(contentsOfFile: serverLogPath, encoding: .utf8)) ?? "" }

  /// Whatever the service and the web server have logged; lighttpd has a file of its own for an omaha-fcgi that it starts.
  var logs: String {
    let spawned = try? String(contentsOfFile: "\(serverFolder)/omaha-fcgi.log", encoding: .utf8)
    return serviceLog + serverLog + (spawned ?? "")
  }

  // MARK: The machine's side

  func post(_ body: String) throws -> Reply {
    try HTTPRequest(target: target, body: body.utf8).send(to: port)
  }
}
