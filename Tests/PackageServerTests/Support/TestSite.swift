import Catalog
import Foundation
import Gateway
import Glibc
import Omaha
import PackageServer
import Synchronization
import Testing
import TestSupport

/// A package in a folder of its own, served on a free port of this machine until the last reference goes.
final class TestSite {
  private let temporary: TemporaryFolder
  var folder: String { temporary.path }
  let gateway: Gateway
  let server: PackageServer
  let port: UInt16
  let log = TestLog()
  private let events: TestEvents

  /// What the files' path begins with.
  static let path = "/packages/4.0.0/"

  static func manifest(_ names: [String] = ["update.gz"]) -> Manifest {
    Manifest(
      version: "4.0.0", packages: names.map { Package(name: $0, size: 7, sha1: "2jmj7l5rSw0yVb/vlWAYkK/YBwk=") },
      actions: [Action(event: "postinstall", attributes: [Attribute(name: "sha256", value: "47DEQpj8")])])
  }

  static func catalog(app: ApplicationID? = nil, isPaused: Bool = false) throws -> Catalog {
    let codebase = try #require(Codebase(path))
    return try #require(Catalog(offering: manifest(), at: [codebase], to: app, isPaused: isPaused))
  }

  /// - Parameter files: The names and contents of the files.
  init(
    _ files: [String: [UInt8]] = ["update.gz": Array("payload".utf8)], limits: ServingLimits = ServingLimits()
  ) throws {
    let folder = try TemporaryFolder()
    temporary = folder
    let served = try files.map { name, bytes in
      let descriptor = unsafe open(try folder.write(bytes, to: name), O_RDONLY | O_CLOEXEC)
      defer { close(descriptor) }
      return try #require(ServedFile(name: name, descriptor: descriptor))
    }
    let gateway = Gateway(catalog: try Self.catalog(), log: log)
    let paused = try Self.catalog(isPaused: true)
    let events = TestEvents()
    server = PackageServer(
      package: ServedPackage(files: served, folder: Self.path), gateway: gateway, limits: limits
    ) { event in
      if case .changed = event { gateway.replaceCatalog(paused) }
      events.add(event)
    }
    self.gateway = gateway
    self.events = events
    port = try server.listen(host: "127.0.0.1", port: 0)
  }

  deinit { server.stop() }

  /// What was reported so far.
  var reported: [ServingEvent] { events.all }

  /// Waits until something was reported that fits.
  func waitForEvent(_ fits: (ServingEvent) -> Bool) -> ServingEvent? {
    let deadline = ContinuousClock.now + .seconds(30)
    while ContinuousClock.now < deadline {
      if let event = reported.first(where: fits) { return event }
      usleep(2_000)
    }
    return nil
  }

  /// A request as bytes.
  static func request(
    _ line: String, _ headers: [String] = [], body: String? = nil, version: String = "HTTP/1.1", host: String? = "site"
  ) -> String {
    var text = "\(line) \(version)\r\n"
    if let host { text += "Host: \(host)\r\n" }
    for header in headers { text += header + "\r\n" }
    if let body { text += "Content-Length: \(body.utf8.count)\r\n" }
    return text + "\r\n" + (body ?? "")
  }

  static func check(app: String = "{e96281a6-d1af-4bde-9a0a-97b76e56dc57}", version: String = "1.0.0") -> String {
    "<request protocol=\"3.0\"><app appid=\"\(app)\" version=\"\(version)\" track=\"any\"><updatecheck/></app></request>"
  }

  /// A check as bytes.
  static func checkRequest(_ headers: [String] = []) -> String {
    request("POST /v1/update", ["Content-Type: text/xml"] + headers, body: check())
  }
}

/// Events that are kept.
private final class TestEvents: Sendable {
  private let kept = Mutex<[ServingEvent]>([])

  func add(_ event: ServingEvent) { kept.withLock { $0.append(event) } }

  var all: [ServingEvent] { kept.withLock { $0 } }
}

/// A log that keeps its lines.
final class TestLog: LogSink {
  private let kept = Mutex<[UInt8]>([])

  func write(_ lines: [UInt8]) { kept.withLock { $0 += lines } }

  /// The text so far.
  var text: String { String(decoding: kept.withLock { $0 }, as: UTF8.self) }
}
