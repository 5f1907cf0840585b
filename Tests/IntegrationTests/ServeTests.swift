import Foundation
import Glibc
import Testing
import TestSupport

/// `omaha-pkg serve` as a program, with curl as the machine.
@Suite struct ServeTests {
  private static let payload = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }

  private static func check(track: String = "anything") -> String {
    "<request protocol=\"3.0\"><app appid=\"{e96281a6-d1af-4bde-9a0a-97b76e56dc57}\" version=\"1.0.0\" track=\"\(track)\" "
      + "machineid=\"m1\"><updatecheck/></app></request>"
  }

  private static func curl(_ arguments: String...) throws -> Run {
    try Program.run("curl", ["-sS", "--globoff", "--max-time", "30"] + arguments)
  }

  private static func answer(of url: String) throws -> String {
    try curl("-H", "Content-Type: text/xml", "--data-binary", check(), url).output
  }

  @Test(
    "The static file serves a package in an empty root: check, whole, resumed and partial downloads, several at a time",
    .enabled(if: Site.isRoot, "only root may change the root directory"))
  func emptyChroot() async throws {
    let jail = try TemporaryFolder()
    try Program.output(of: "cp", ["\(Programs.staticFolder)/omaha-pkg", jail.path])
    try jail.write(Self.payload, to: "my update.gz")
    try jail.write([1, 2, 3], to: "oem-azure.gz")
    // Only the program can be run and only the two files can be read: there is neither /proc nor /dev nor /tmp.
    let serve = try Serving(
      "chroot",
      [jail.path, "/omaha-pkg", "serve", "/my update.gz", "oem-azure.gz", "--version", "4.0.0", "--listen", ":0"])
    try await serve.waitForURL()
    for host in ["127.0.0.1", "[::1]"] {
      let site = "http://\(host):\(serve.port)"
      let answer = try Self.answer(of: "\(site)/v1/update/")
      let codebase = try #require(answer.firstMatch(of: /codebase="([^"]+)"/)).1
      let names = answer.matches(of: /<package name="([^"]+)"/).map(\.1)
      #expect(codebase.hasPrefix(site) && names == ["my%20update.gz", "oem-azure.gz"])
      let url = String(codebase + names[0])
      let sum = try #require(answer.firstMatch(of: /hash_sha256="([0-9a-f]+)"/)).1
      let file = "\(jail.path)/downloaded-\(host.count)"
      #expect(try Self.curl("-o", file, url).status == 0)
      #expect(try Program.output(of: "sha256sum", [file]).hasPrefix(sum))
      // What update_engine and a person do after a connection broke.
      try Program.output(of: "truncate", ["--size=1000000", file])
      #expect(try Self.curl("-C", "-", "-o", file, url).status == 0)
      #expect(try Program.output(of: "sha256sum", [file]).hasPrefix(sum))
      #expect(try Self.curl("-r", "5-7", url).bytes == Array(Self.payload[5...7]))
      #expect(try Self.curl("-r", "-3", url).bytes == Array(Self.payload.suffix(3)))
      #expect(try Self.curl("--head", url).output.contains("Content-Length: 3000000"))
      #expect(try Self.curl("-o", "/dev/null", "-w", "%{http_code}", "-r", "3000000-", url).output == "416")
      // Over 1 MiB, and with this header, curl asks before it sends.
      let asked = try Self.curl(
        "-v", "-H", "Content-Type: text/xml", "-H", "Expect: 100-continue", "--expect100-timeout", "20",
        "--data-binary",
        Self.check(), "\(site)/v1/update")
      #expect(asked.errors.contains("100 Continue") && asked.output.contains("<manifest version=\"4.0.0\">"))
      let downloads = try (1...6).map { _ in try ChildProcess("curl", ["-sS", "--fail", "--max-time", "30", "-g", url])
      }
      #expect(downloads.map { $0.wait() } == [0, 0, 0, 0, 0, 0])
    }
    #expect(serve.stop() == 0)
    #expect(serve.text.contains("127.0.0.1 machine m1 1.0.0 (anything): offered 4.0.0\n"))
    #expect(serve.text.contains("127.0.0.1 downloaded my update.gz: 3000000 bytes\n"))
    #expect(serve.text.contains("::1 downloaded a part of my update.gz: 2000000 bytes from byte 1000000 of 3000000\n"))
    #expect(
      serve.text.contains(/\nserved 4 requests, 4 answered with the update; 20 downloads, 0 broken off, \d+ bytes\n$/))
    let left = try FileManager.default.contentsOfDirectory(atPath: jail.path)
    #expect(left.count == 5, "\(left)")
  }

  @Test(
    "The static file needs numbers for nothing but other machines' names, and no library of the system for those",
    .enabled(if: Site.isRoot, "only root may change the root directory"))
  func names() async throws {
    let jail = try TemporaryFolder()
    try Program.output(of: "cp", ["\(Programs.staticFolder)/omaha-pkg", jail.path])
    try jail.write([1], to: "update.gz")
    func start(_ host: String) throws -> Serving {
      try Serving("chroot", [jail.path, "/omaha-pkg", "serve", "update.gz", "--version", "1", "--listen", "\(host):0"])
    }
    for host in ["localhost", "127.0.0.1", "[::1]", "0.0.0.0", ""] {
      let serve = try start(host)
      try await serve.waitForURL()
      #expect(serve.stop() == 0, "\(host): \(serve.text)")
    }
    let unknown = try start("lab-server")
    #expect(unknown.end() == 73 && unknown.text.contains("hint: give a number"))
    // As on Container Linux, whose libnss_resolve belongs to another C library.
    try FileManager.default.createDirectory(atPath: jail.path + "/etc", withIntermediateDirectories: false)
    try jail.write("hosts: resolve [!UNAVAIL=return] files\n", to: "etc/nsswitch.conf")
    try jail.write("127.0.0.1 lab-server\n", to: "etc/hosts")
    let serve = try start("lab-server")
    try await serve.waitForURL()
    #expect(serve.text.contains("SERVER=http://lab-server:"))
    #expect(serve.stop() == 0)
  }

  @Test("printf … | busybox nc gets its answer")
  func netcat() async throws {
    let folder = try TemporaryFolder()
    let serve = try Serving(Program.omahaPkg, Self.arguments(try folder.write([1], to: "update.gz")))
    try await serve.waitForURL()
    let request =
      "POST /v1/update HTTP/1.1\r\nHost: x\r\nContent-Length: \(Self.check().utf8.count)\r\n\r\n\(Self.check())"
    let answer = try Program.output(
      of: "sh", ["-c", "printf '%s' \"$1\" | busybox nc 127.0.0.1 \"$2\"", "sh", request, "\(serve.port)"])
    #expect(answer.contains("<manifest version=\"4.0.0\">"))
  }

  @Test("Slow machines do not make it keep the file in memory, and one that is fast is served beside them")
  func memory() async throws {
    let folder = try TemporaryFolder()
    let file = try folder.write([], to: "large.gz")
    try Program.output(of: "truncate", ["--size=1G", file])
    let serve = try Serving(Program.omahaPkg, Self.arguments(file))
    try await serve.waitForURL()
    let path = "/packages/4.0.0/large.gz"
    let slow = try (1...20).map { _ in
      let connection = try Connection(port: serve.port)
      try connection.send(Array("GET \(path) HTTP/1.1\r\nHost: x\r\n\r\n".utf8))
      #expect(try connection.reply(toHead: true)?.status == 200)
      return connection
    }
    #expect(
      try Self.curl("-o", "/dev/null", "-w", "%{size_download}", "http://127.0.0.1:\(serve.port)\(path)").output
        == "1073741824")
    let status = try String(contentsOfFile: "/proc/\(serve.processID)/status", encoding: .utf8)
    let kibibytes = try #require(status.firstMatch(of: /VmHWM:\s+(\d+)/).flatMap { Int($0.1) })
    #expect(kibibytes < 100_000)
    #expect(slow.count == 20)
  }

  @Test("Signals end it with 0 while it serves, and as signals do before that", arguments: [SIGINT, SIGTERM, SIGHUP])
  func signals(signal: Int32) async throws {
    let folder = try TemporaryFolder()
    let serve = try Serving(Program.omahaPkg, Self.arguments(try folder.write([1], to: "update.gz")))
    try await serve.waitForURL()
    let idle = try Connection(port: serve.port)
    #expect(serve.stop(signal) == 0)
    #expect(
      serve.text.hasSuffix("\nserved 0 requests, 0 answered with the update; 0 downloads, 0 broken off, 0 bytes\n"))
    _ = idle
  }

  @Test(
    "It takes the options and addresses of go-omaha's serve-package", arguments: ["", "0.0.0.0", "localhost", "[::]"])
  func compatibility(host: String) async throws {
    let folder = try TemporaryFolder()
    let file = try folder.write([1], to: "update.gz")
    let serve = try Serving(
      Program.omahaPkg,
      ["serve", "--package-file=\(file)", "--package-version=4.0.0", "--listen-address=\(host):0", "--name", "a b.bin"])
    try await serve.waitForURL()
    let answer = try Self.answer(of: "http://127.0.0.1:\(serve.port)/v1/update")
    #expect(answer.contains("<package name=\"a%20b.bin\""))
    #expect(try Self.curl("http://127.0.0.1:\(serve.port)/packages/4.0.0/a%20b.bin").bytes == [1])
  }

  @Test("For programs each line is an object: where it listens, each check and download, and what came of it all")
  func json() async throws {
    let folder = try TemporaryFolder()
    let file = try folder.write([1, 2, 3], to: "update\u{1b}.gz")
    let serve = try Serving(
      Program.omahaPkg,
      ["serve", file, "--version", "4.0.0", "--listen", "127.0.0.1:0", "--name", "a b.gz", "--format", "json"])
    try await serve.waitForURL()
    let site = "http://127.0.0.1:\(serve.port)"
    _ = try Self.answer(of: "\(site)/v1/update")
    #expect(try Self.curl("-r", "1-", "\(site)/packages/4.0.0/a%20b.gz").bytes == [2, 3])
    #expect(try Self.curl("-X", "PUT", "\(site)/x%22%0Ay").status == 0)
    #expect(serve.stop() == 0)
    let objects = try serve.text.split(separator: "\n").filter { $0.hasPrefix("{") }.map {
      try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any], "\($0)")
    }
    #expect(
      objects.first?["server"] as? String == "\(site)/v1/update/" && objects.first?["version"] as? String == "4.0.0")
    let check = try #require(objects.first { $0["decision"] != nil })
    #expect(check["machine"] as? String == "m1" && check["target"] as? String == "4.0.0")
    let download = try #require(objects.first { $0["download"] != nil })
    #expect(download["download"] as? String == "a b.gz" && download["finished"] as? Bool == true)
    #expect(["from", "count", "sent", "size"].map { download[$0] as? Int } == [1, 2, 2, 3])
    #expect(objects.contains { $0["method"] as? String == "PUT" && $0["status"] is Int })
    #expect(
      ["checks", "offerCount", "downloadCount", "brokenOff", "bytes"].map { objects.last?[$0] as? Int }
        == [1, 1, 1, 0, 2])
  }

  @Test("It says why it cannot start")
  func portTaken() async throws {
    let folder = try TemporaryFolder()
    let file = try folder.write([1], to: "update.gz")
    let first = try Serving(Program.omahaPkg, Self.arguments(file))
    try await first.waitForURL()
    let second = try Program.run(
      Program.omahaPkg, ["serve", file, "--version", "1", "--listen", "127.0.0.1:\(first.port)"])
    #expect(second.status == 73 && second.errors.contains("address already in use"))
  }

  @Test(
    "It refuses what it cannot serve",
    arguments: [
      (["--version", "1"], 64), (["nothing", "--version", "1"], 66), (["nothing"], 64),
      (["nothing", "--version", "x"], 64), (["nothing", "--version", "1", "--listen", "8000"], 64),
      (["nothing", "--version", "1", "--listen", "a b:80"], 64), (["nothing", "--version", "1", "--app", "../x"], 64),
      (["a", "b", "--version", "1", "--name", "c"], 64), (["x/a", "y/a", "--version", "1"], 64),
      (["nothing", "--version", "1", "--name", "a/b"], 64),
    ] as [([String], Int32)])
  func refusals(arguments: [String], status: Int32) throws {
    #expect(try Program.run(Program.omahaPkg, ["serve"] + arguments).status == status)
  }

  private static func arguments(_ file: String) -> [String] {
    ["serve", file, "--version", "4.0.0", "--listen", "127.0.0.1:0"]
  }
}

/// A `serve` that runs beside the test.
private final class Serving {
  private let folder: TemporaryFolder
  private let process: ChildProcess

  init(_ program: String, _ arguments: [String]) throws {
    folder = try TemporaryFolder()
    let output = "\(folder.path)/output"
    process = try ChildProcess(program, arguments, output: output, errors: output)
  }

  var processID: pid_t { process.processID }

  /// Everything that it has printed.
  var text: String { (try? String(contentsOfFile: "\(folder.path)/output", encoding: .utf8)) ?? "" }

  /// The port of its first line; 0 before that.
  var port: Int { text.firstMatch(of: /http:\/\/[^"]*:(\d+)\/v1\/update\/.*\n/).flatMap { Int($0.1) } ?? 0 }

  func waitForURL() async throws {
    try await wait(until: "serve listens: \(text)") { port > 0 || !process.isRunning }
    try #require(port > 0, "\(text)")
  }

  /// Ends it as an operator does and returns its exit status.
  func stop(_ signal: Int32 = SIGTERM) -> Int32 {
    process.signal(signal)
    return process.wait()
  }

  func end() -> Int32 { process.wait() }
}
