import Foundation
import Glibc
import Testing

/// `omaha-pkg serve` with the web servers of this machine; Tests/run installs all three.
struct ServeTests {
  private static let app = "e96281a6-d1af-4bde-9a0a-97b76e56dc57"

  @Test(
    "serve offers one payload to any track until SIGTERM, and leaves nothing behind",
    arguments: [("lighttpd", ["--version"]), ("nginx", ["--package-version"]), ("busybox", ["--version"])])
  func serving(server: String, option: [String]) throws {
    guard Self.isInstalled(server) else { return }
    let folder = try Folder()
    let payload = Array("a payload of no particular kind\n".utf8)
    try folder.write(payload, to: "update.bin")
    let serve = try Serving(
      [folder.path + "/update.bin", "--web-server", server] + option + ["4.0.0"], in: folder)
    let url = try #require(serve.waitForURL(), "\(serve.text)")

    for track in ["stable", "anything", ""] {
      let answer = try Self.curl(["--data-binary", Self.check(track: track), url])
      #expect(answer.contains("<manifest version=\"4.0.0\">"))
    }
    let downloaded = try Self.curl([
      url.replacingOccurrences(of: "/v1/update/", with: "/packages/\(Self.app)/4.0.0/all/update.bin")
    ])
    #expect(downloaded == String(decoding: payload, as: UTF8.self))

    #expect(serve.stop() == 0)
    #expect(serve.text.contains("127.0.0.1 machine m1 1.0.0 (anything): offered 4.0.0"))
    // busybox httpd tells the port too.
    #expect(serve.text.contains(#/127\.0\.0\.1(:\d+)? downloads update\.bin/#))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path + "/tmp") == [])
  }

  @Test("serve that is killed leaves neither servers nor files", arguments: ["lighttpd", "nginx", "busybox"])
  func killed(server: String) throws {
    guard Self.isInstalled(server) else { return }
    let folder = try Folder()
    try folder.write(Array("x".utf8), to: "update.bin")
    let serve = try Serving([folder.path + "/update.bin", "--version", "1", "--web-server", server], in: folder)
    let url = try #require(serve.waitForURL(), "\(serve.text)")
    #expect(try Self.status(of: url) == "200")
    serve.signal(SIGKILL)
    #expect(serve.wait() == 128 + SIGKILL)
    #expect(try eventually { try Self.status(of: url) == "000" })
    #expect(try eventually { try FileManager.default.contentsOfDirectory(atPath: folder.path + "/tmp") == [] })
  }

  @Test("A signal ends serve at once while it reads a large payload, and leaves nothing", arguments: [SIGINT, SIGTERM])
  func interrupted(signal: Int32) throws {
    let folder = try Folder()
    let serve = try Serving([try folder.largeFile(gibibytes: 512), "--version", "1"], in: folder)
    #expect(try eventually { try FileManager.default.contentsOfDirectory(atPath: folder.path + "/tmp") != [] })
    serve.signal(signal)
    #expect(serve.wait() == 128 + signal)
    #expect(try eventually { try FileManager.default.contentsOfDirectory(atPath: folder.path + "/tmp") == [] })
    #expect(!serve.text.contains("SERVER="))
  }

  @Test("In a terminal serve shows how far the reading is, and Ctrl-C ends it well")
  func terminal() throws {
    let script = try #require(Program.installed("script"))
    let folder = try Folder()
    try FileManager.default.createDirectory(atPath: folder.path + "/tmp", withIntermediateDirectories: true)
    let command =
      "exec '\(Program.omahaPkg)' serve '\(try folder.largeFile(gibibytes: 4))' --version 1 --listen 127.0.0.1:"
    let terminal = Process()
    terminal.executableURL = URL(fileURLWithPath: script)
    terminal.arguments = [
      "--quiet", "--return", "--flush", "--command", command + String(try Self.freePort()), "screen",
    ]
    terminal.currentDirectoryURL = URL(fileURLWithPath: folder.path)
    terminal.environment = ProcessInfo.processInfo.environment.merging(
      ["TMPDIR": folder.path + "/tmp", "TERM": "xterm", "SHELL": "/bin/sh"]
    ) { $1 }
    let keyboard = Pipe()
    terminal.standardInput = keyboard
    terminal.standardOutput = FileHandle.nullDevice
    terminal.standardError = FileHandle.nullDevice
    try terminal.run()
    defer { if terminal.isRunning { terminal.terminate() } }
    #expect(eventually(within: 120) { (try? folder.text("screen"))?.contains("SERVER=http://127.0.0.1:") == true })
    let screen = try folder.text("screen")
    #expect(screen.contains(" of 4.0 GiB, "), "\(screen)")
    try keyboard.fileHandleForWriting.write(contentsOf: Data([0x03]))
    #expect(eventually { !terminal.isRunning })
    let status = terminal.isRunning ? -1 : terminal.terminationStatus
    #expect(status == 0, "\(try? folder.text("screen").suffix(300))")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path + "/tmp") == [])
  }

  @Test(
    "serve takes the options and addresses that go-omaha's serve-package does",
    arguments: ["", "0.0.0.0", "localhost", "[::]"], ["lighttpd", "nginx", "busybox"])
  func addresses(host: String, server: String) throws {
    guard Self.isInstalled(server) else { return }
    let folder = try Folder()
    try folder.write(Array("x".utf8), to: "update.bin")
    let port = try Self.freePort()
    let serve = try Serving(
      [
        "--package-file=" + folder.path + "/update.bin", "--package-version=1.2", "--listen-address=\(host):\(port)",
        "--web-server", server,
      ], in: folder)
    _ = try #require(serve.waitForURL(), "\(serve.text)")
    #expect(try Self.status(of: "http://127.0.0.1:\(port)/v1/update/") == "200")
    let hasIPv6 = (try? String(contentsOfFile: "/proc/net/if_inet6", encoding: .utf8))?.isEmpty == false
    if hasIPv6, ["", "[::]"].contains(host) {
      #expect(try Self.status(of: "http://[::1]:\(port)/v1/update/") == "200")
    }
    #expect(serve.stop() == 0)
  }

  @Test("serve says why it cannot start, and leaves nothing behind")
  func portTaken() throws {
    let taken = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(taken) }
    let port = try #require(Self.listen(taken))
    let folder = try Folder()
    try folder.write(Array("x".utf8), to: "update.bin")
    let serve = try Serving(
      [folder.path + "/update.bin", "--version", "1", "--listen", "127.0.0.1:\(port)"], in: folder)
    #expect(serve.wait() == 73)
    #expect(serve.text.contains("hint: is 127.0.0.1:\(port) free?"))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path + "/tmp") == [])
  }

  @Test(
    "serve refuses what it cannot serve",
    arguments: [
      (["--version", "1"], 64), (["nothing", "--version", "1"], 66), (["nothing"], 64),
      (["nothing", "--version", "x"], 64), (["nothing", "--version", "1", "--listen", "8000"], 64),
      (["nothing", "--version", "1", "--listen", "a b:80"], 64), (["nothing", "--version", "1", "--listen", ":0"], 64),
      (["nothing", "--version", "1", "--app", "../x"], 64),
    ] as [([String], Int32)])
  func refusals(arguments: [String], status: Int32) throws {
    #expect(try Program.run(Program.omahaPkg, ["serve"] + arguments).status == status)
  }

  private static func isInstalled(_ server: String) -> Bool {
    Program.installed(server) != nil || FileManager.default.isExecutableFile(atPath: "/usr/sbin/" + server)
  }

  private static func check(track: String) -> String {
    "<request protocol=\"3.0\"><app appid=\"{\(app)}\" version=\"1.0.0\" track=\"\(track)\" machineid=\"m1\">"
      + "<updatecheck/></app></request>"
  }

  /// The status of a check, 000 when nobody listens.
  private static func status(of url: String) throws -> String {
    let curl = try #require(Program.installed("curl"))
    let arguments = [
      "-s", "-o", "/dev/null", "-w", "%{http_code}", "--max-time", "20", "-H", "Content-Type: text/xml",
      "--data-binary",
      check(track: "stable"), url,
    ]
    return try Program.run(curl, arguments).output
  }

  /// Free at this moment; the kernel gives the others away first.
  fileprivate static func freePort() throws -> UInt16 {
    let probe = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(probe) }
    return try #require(listen(probe))
  }

  private static func curl(_ arguments: [String]) throws -> String {
    let curl = try #require(Program.installed("curl"))
    let run = try Program.run(curl, ["-sS", "--max-time", "20", "-H", "Content-Type: text/xml"] + arguments)
    #expect(run.status == 0, "\(run.errors)")
    return run.output
  }

  /// Listens on a free port of this machine.
  static func listen(_ descriptor: Int32) -> UInt16? {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = unsafe withUnsafeMutablePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe bind(descriptor, $0, length) == 0 && Glibc.listen(descriptor, 1) == 0
          && getsockname(descriptor, $0, &length) == 0
      }
    }
    return isBound ? UInt16(bigEndian: address.sin_port) : nil
  }
}

/// An `omaha-pkg serve` that runs beside the test, with a temporary folder of its own.
private final class Serving {
  private let process = Process()
  private let file: String

  /// Everything that it has printed.
  var text: String { (try? String(contentsOfFile: file, encoding: .utf8)) ?? "" }

  init(_ arguments: [String], in folder: Folder) throws {
    try FileManager.default.createDirectory(atPath: folder.path + "/tmp", withIntermediateDirectories: true)
    file = folder.path + "/output"
    process.executableURL = URL(fileURLWithPath: Program.omahaPkg)
    process.arguments = ["serve"] + arguments
    if !arguments.contains(where: { $0.hasPrefix("--listen") }) {
      process.arguments?.append(contentsOf: ["--listen", "127.0.0.1:\(try ServeTests.freePort())"])
    }
    process.environment = ProcessInfo.processInfo.environment.merging(["TMPDIR": folder.path + "/tmp"]) { $1 }
    process.standardInput = FileHandle.nullDevice
    let output = try folder.handle("output")
    process.standardOutput = output
    process.standardError = output
    try process.run()
  }

  deinit { if process.isRunning { process.terminate() } }

  /// The URL of its SERVER= line, nil when it ends before that.
  func waitForURL() -> String? {
    let deadline = Date() + 30
    while Date() < deadline, process.isRunning {
      if let line = text.split(separator: "\n").first(where: { $0.hasPrefix("SERVER=") }) {
        return String(line.dropFirst(7))
      }
      usleep(10_000)
    }
    return nil
  }

  func signal(_ number: Int32) { kill(process.processIdentifier, number) }

  /// Ends it as an operator does and returns its exit status.
  func stop() -> Int32 {
    process.terminate()
    return wait()
  }

  func wait() -> Int32 {
    process.waitUntilExit()
    return process.terminationReason == .exit ? process.terminationStatus : 128 + process.terminationStatus
  }
}

extension Folder {
  /// A file of so many gibibytes of zeros that take no room.
  fileprivate func largeFile(gibibytes: Int) throws -> String {
    let file = try write("", to: "large.bin")
    guard unsafe truncate(file, gibibytes << 30) == 0 else { throw POSIXError(.ENOSPC) }
    return file
  }
}

/// Whether a condition comes true within so many seconds.
private func eventually(within seconds: Double = 30, _ condition: () throws -> Bool) rethrows -> Bool {
  let deadline = Date() + seconds
  while try !condition() {
    guard Date() < deadline else { return false }
    usleep(10_000)
  }
  return true
}
