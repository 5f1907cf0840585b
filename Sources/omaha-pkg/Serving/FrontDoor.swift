internal import ArgumentParser
internal import Foundation

/// A web server that `serve` can start.
enum WebServer: String, CaseIterable, ExpressibleByArgument {
  case lighttpd
  case nginx
  case busybox
}

/// A web server on this machine and the program of ours that answers behind it.
struct FrontDoor {
  let server: WebServer
  /// The web server's executable.
  let executable: String
  /// omaha-fcgi, or omaha-cgi for busybox httpd.
  let responder: String

  /// The first web server that is installed and whose responder is, or the wanted one.
  static func find(_ wanted: WebServer?) throws -> FrontDoor {
    let candidates = wanted.map { [$0] } ?? WebServer.allCases
    var missing: Set<String> = []
    for server in candidates {
      guard let executable = program(server.rawValue) else { continue }
      let responder = server == .busybox ? "omaha-cgi" : "omaha-fcgi"
      guard let path = ownProgram(responder) else {
        missing.insert(responder)
        continue
      }
      return FrontDoor(server: server, executable: executable, responder: path)
    }
    let names = candidates.map(\.rawValue).joined(separator: ", ")
    if missing.isEmpty {
      throw CommandFailure(
        "no web server found: \(names)", hint: "apt-get install lighttpd", exitCode: CommandFailure.noInput)
    }
    throw CommandFailure(
      "\(missing.sorted().joined(separator: " and ")) found neither beside omaha-pkg nor in the PATH",
      hint: "swift build -c release makes it", exitCode: CommandFailure.noInput)
  }

  /// A program of ours: beside this one, else in the PATH.
  private static func ownProgram(_ name: String) -> String? {
    let own = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent().path
    let beside = own + "/" + name
    return FileManager.default.isExecutableFile(atPath: beside) ? beside : program(name)
  }

  /// A program in the PATH, or where Debian has servers.
  private static func program(_ name: String) -> String? {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    return
      (path.split(separator: ":").map(String.init) + ["/usr/local/sbin", "/usr/sbin", "/sbin", "/usr/bin", "/bin"])
      .map { $0 + "/" + name }.first { FileManager.default.isExecutableFile(atPath: $0) }
  }
}
