import Foundation
import Testing
import TestSupport

/// A web server with its configuration of `deploy`, and the way from it to the service.
enum FrontDoor: String, CaseIterable, CustomTestStringConvertible {
  case nginx = "nginx, FastCGI"
  case lighttpdSpawning = "lighttpd, omaha-fcgi started by it"
  case lighttpd = "lighttpd, FastCGI"
  case apache = "Apache, FastCGI"
  case apacheCGI = "Apache, CGI"
  case caddy = "Caddy, FastCGI"
  case busybox = "busybox httpd in a chroot, static CGI"

  var testDescription: String { rawValue }

  /// Whether omaha-fcgi runs on its own, on a socket.
  var needsService: Bool { [.nginx, .lighttpd, .apache, .caddy].contains(self) }

  /// The path that a client must be told; busybox httpd finds a program only below `/cgi-bin/` or at a folder.
  var target: String { self == .busybox ? "/v1/update/" : "/v1/update" }
}

extension Site {
  /// A site that serves release 4.0.0 through a web server and answers.
  ///
  /// - Parameters:
  ///   - everywhere: listen on every address of the machine, as when it is installed, and not on 127.0.0.1 alone.
  ///   - remembers: what machines report is kept, and omaha-fleet runs.
  ///   - prepare: changes what was rendered, before the web server starts.
  static func serving(
    through door: FrontDoor, payload: [UInt8] = Array("payload 4.0.0".utf8), everywhere: Bool = false,
    remembers: Bool = false, prepare: (Site) throws -> Void = { _ in }
  ) async throws -> Site {
    // In the chroot the repository is where omaha-cgi looks without being told.
    let site = try Site(root: door == .busybox ? "jail/var/lib/omaha" : "repository")
    site.listensEverywhere = everywhere
    try site.release("4.0.0", payload: payload)
    let fleet = remembers ? try site.makeFleet() : nil
    if door.needsService { try site.startService(fleet: fleet) }
    if let fleet { try site.startFleet(fleet) }
    try await site.start(door, prepare)
    return site
  }

  var serverFolder: String { "\(folder.path)/server" }

  private func start(_ door: FrontDoor, _ prepare: (Site) throws -> Void) async throws {
    target = door.target
    switch door {
    case .nginx:
      try await startNginx(configure: prepare)
    case .lighttpdSpawning:
      try await startLighttpd(prepare)
    case .lighttpd:
      try await startLighttpd(
        prepare, configure: "s/^include \"spawn.conf\"/# &/; s/^# \\(include \"socket.conf\"\\)/\\1/")
    case .apache:
      try await startApache(prepare)
    case .apacheCGI:
      try await startApache(
        prepare, configure: "s/^ *Include .*fastcgi.conf/#&/; s/^ *# \\(Include .*[/]cgi.conf\\)/\\1/")
    case .caddy:
      try await startServer { site in
        try site.render("caddy")
        try prepare(site)
        return try ChildProcess(
          "caddy", ["run", "--config", "\(site.serverFolder)/Caddyfile", "--adapter", "caddyfile"],
          environment: ["HOME": site.serverFolder, "XDG_CONFIG_HOME": "", "XDG_DATA_HOME": ""],
          errors: site.serverLogPath)
      }
    case .busybox:
      let jail = "\(folder.path)/jail"
      try Program.output(of: "\(Program.top)/deploy/busybox/layout", [Programs.omahaCGI, jail])
      let common = ["httpd", "-f", "-p"]
      try await startServer { site in
        Self.isRoot
          ? try ChildProcess(
            "chroot",
            [jail, "/bin/busybox"] + common + [
              site.listen, "-u", "33:33", "-h", "/www", "-c", "/etc/httpd.conf",
            ],
            environment: Programs.systemPath, errors: site.serverLogPath)
          : try ChildProcess(
            "busybox", common + [site.listen, "-h", "\(jail)/www", "-c", "\(jail)/etc/httpd.conf"],
            environment: ["OMAHA_ROOT": site.root], errors: site.serverLogPath)
      }
    }
  }

  /// Starts lighttpd, which starts omaha-fcgi with a folder for its journal.
  func startLighttpd(fleet: String) async throws {
    try await startLighttpd { try $0.change("spawn.conf", "s|--exclusive|& --fleet \(fleet)|") }
  }

  private func startLighttpd(_ prepare: (Site) throws -> Void, configure script: String? = nil) async throws {
    try await startServer { site in
      // Without a script it makes the sockets itself, in a folder that it may write in.
      try site.render("lighttpd", socket: script == nil ? "\(site.serverFolder)/fcgi.sock" : site.socket)
      if let script { try site.change("omaha.conf", script) }
      try prepare(site)
      let file = "\(site.serverFolder)/standalone.conf"
      try Program.output(of: "/usr/sbin/lighttpd", ["-tt", "-f", file])
      return try ChildProcess(
        "lighttpd", ["-D", "-f", file], environment: Programs.systemPath, errors: site.serverLogPath)
    }
  }

  private func startApache(_ prepare: (Site) throws -> Void, configure script: String? = nil) async throws {
    try await startServer { site in
      try site.render("apache")
      if let script { try site.change("omaha.conf", script) }
      try prepare(site)
      return try ChildProcess(
        "apache2", ["-D", "FOREGROUND", "-f", "\(site.serverFolder)/standalone.conf"],
        environment: Programs.systemPath, errors: site.serverLogPath)
    }
  }

  /// Writes the configuration of a folder of `deploy` for this site. The programs are copied to where a server that gives up root's
  /// rights can start them.
  private func render(_ door: String, socket: String? = nil) throws {
    let programs = "\(folder.path)/programs"
    if !FileManager.default.fileExists(atPath: programs) {
      try FileManager.default.createDirectory(atPath: programs, withIntermediateDirectories: false)
      // A static omaha-cgi is needed by few, and takes long to build.
      let files = [Program.omahaFCGI, Programs.omahaCGI].filter { FileManager.default.fileExists(atPath: $0) }
      try Program.output(of: "install", ["-m", "755"] + files + [programs])
    }
    try Program.output(
      of: "\(Program.top)/deploy/render",
      [
        door, serverFolder, listen, socket ?? self.socket, root, programs,
      ])
    if Self.isRoot { try Program.output(of: "chown", ["www-data:", serverFolder]) }
  }

  /// Lets an address read `/metrics`, as an operator would.
  func allowMetrics(_ door: FrontDoor, to address: String = "127.0.0.1") throws {
    let file =
      switch door {
      case .nginx: "\(nginxFolder)/omaha/locations.conf"
      case .lighttpd, .lighttpdSpawning: "omaha.conf"
      case .apache, .apacheCGI: "fleet.conf"
      case .caddy: "Caddyfile"
      case .busybox: throw Failure("busybox httpd has no /metrics")
      }
    // In a regular expression of lighttpd the dots have backslashes.
    try change(file, "s/192\\\\*\\.0\\\\*\\.2\\\\*\\.10/\(address)/")
  }

  /// Changes a rendered file with sed, as an operator would; the change must find what it replaces.
  private func change(_ file: String, _ script: String) throws {
    let path = file.hasPrefix("/") ? file : "\(serverFolder)/\(file)"
    let text = try Program.output(of: "cat", [path])
    try Program.output(of: "sed", ["-i", script, path])
    guard try Program.output(of: "cat", [path]) != text else { throw Failure("\(file) has nothing to change") }
  }
}
