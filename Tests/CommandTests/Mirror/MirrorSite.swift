import Foundation
import Synchronization
import TestSupport
import Testing

/// A server that offers releases as Nebraska does, with whatever faults a test makes, and the repository that copies it.
final class MirrorSite: Sendable {
  static let app = "e96281a6-d1af-4bde-9a0a-97b76e56dc57"

  /// A file with what answers tell of it.
  struct File: Sendable {
    let name: String
    let bytes: [UInt8]
    let sha1: String
    let sha256: String
    let hex: String

    init(_ name: String, _ bytes: [UInt8]) throws {
      self.name = name
      self.bytes = bytes
      let folder = try TemporaryFolder()
      let path = try folder.write(bytes, to: "file")
      let script = "for a in sha1 sha256; do openssl dgst -$a -binary \"$0\" | base64 -w0; echo; done; sha256sum \"$0\""
      let lines = try Program.output(of: "sh", ["-c", script, path]).split(separator: "\n").map(String.init)
      sha1 = lines[0]
      sha256 = lines[1]
      hex = String(lines[2].prefix(64))
    }
  }

  /// A release in an answer.
  struct Release: Sendable {
    var version: String
    var files: [File]
    var isFloor = false
    /// What is told of the first file, where that is not true.
    var size: Int?

    init(_ version: String, _ files: [File], isFloor: Bool = false) {
      self.version = version
      self.files = files
      self.isFloor = isFloor
    }

    func manifest(isTarget: Bool, prefix: String) -> String {
      var text = "<manifest version=\"\(version)\""
      if isFloor { text += " is_floor=\"true\" floor_reason=\"new layout\"" }
      text += isTarget ? " is_target=\"true\"><packages>" : "><packages>"
      for (index, file) in files.enumerated() {
        text += "<package name=\"\(prefix)\(file.name)\" hash=\"\(file.sha1)\" hash_sha256=\"\(file.hex)\""
        text += " size=\"\(index == 0 ? size ?? file.bytes.count : file.bytes.count)\" required=\"\(index == 0)\"/>"
      }
      let sha256 = files.first?.sha256 ?? ""
      return text + "</packages><actions><action event=\"postinstall\" sha256=\"\(sha256)\" needsadmin=\"false\""
        + " DisablePayloadBackoff=\"true\"/></actions></manifest>"
    }
  }

  private struct State {
    var releases: [Release] = []
    var fault: (@Sendable (TestHTTPServer.Request, _ number: Int) -> TestHTTPServer.Reply?)?
    var counts: [String: Int] = [:]
    var suffix = ""
  }

  let shop: Workshop
  let key: SignedPayload.Key
  let server: TestHTTPServer
  private let state: StateBox

  private final class StateBox: Sendable {
    let value = Mutex(State())
  }

  init() throws {
    shop = try Workshop()
    key = try SignedPayload.Key(in: shop.folder)
    let state = StateBox()
    self.state = state
    server = try TestHTTPServer { request in
      let number = state.value.withLock { state in
        state.counts["\(request.method) \(request.target)", default: 0] += 1
        return state.counts["\(request.method) \(request.target)"] ?? 0
      }
      if let reply = state.value.withLock(\.fault)?(request, number) { return reply }
      let (releases, suffix) = state.value.withLock { ($0.releases, $0.suffix) }
      if request.method == "POST" {
        return .xml(MirrorSite.answer(releases, "http://\(request.headers["host"] ?? "")/packages/", suffix: suffix))
      }
      for release in releases {
        for file in release.files where request.target == "/packages/\(release.version)/\(file.name)" {
          return .file(file.bytes, tag: String(file.hex.prefix(8)), request)
        }
      }
      return TestHTTPServer.Reply(404)
    }
  }

  /// An answer as Nebraska gives it.
  static func answer(_ releases: [Release], _ codebases: String..., suffix: String = "") -> String {
    var check = "<updatecheck status=\"noupdate\"/>"
    if !releases.isEmpty {
      let urls = codebases.map { "<url codebase=\"\($0)\"/>" }.joined()
      check = "<updatecheck status=\"ok\"><urls>\(urls)</urls>"
      for (index, release) in releases.enumerated() {
        let isTarget = index == releases.count - 1
        check += release.manifest(isTarget: isTarget, prefix: "\(release.version)/")
      }
      check += "</updatecheck>"
    }
    return
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?><response protocol=\"3.0\" server=\"nebraska\"><daystart elapsed_seconds=\"0\"/>"
      + "<app appid=\"\(app)\" status=\"ok\">\(check)</app>\(suffix)</response>"
  }

  /// What the server offers, the target last.
  func offer(_ releases: Release...) { state.value.withLock { $0.releases = releases } }

  /// Answers some requests otherwise; the number counts those of one kind, from 1.
  func fault(_ fault: (@Sendable (TestHTTPServer.Request, _ number: Int) -> TestHTTPServer.Reply?)?) {
    state.value.withLock {
      $0.fault = fault
      $0.counts = [:]
    }
  }

  /// A payload that is signed, of about so many bytes.
  func payload(
    _ seed: UInt8, size: Int = 20_000, by other: SignedPayload.Key? = nil, name: String = "update.gz",
    isDelta: Bool = false
  ) throws -> File {
    var generator = SeededGenerator(seed: UInt64(seed))
    let data = (0..<size).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
    return try File(name, try SignedPayload(data, by: other ?? key, isDelta: isDelta).bytes)
  }

  func arguments(_ options: String = "") -> [String] {
    ["mirror", server.url, "--app", Self.app, "--channel", "stable", "--public-key", key.path]
      + (options.contains("--retry") ? [] : ["--retry", "2"]) + options.split(separator: " ").map(String.init)
  }

  func mirror(_ options: String = "") throws -> Run {
    try Program.run(Program.omahaPkg, arguments(options), environment: environment)
  }

  var environment: [String: String] { ["OMAHA_ROOT": shop.root, "http_proxy": "", "all_proxy": ""] }

  /// Copies, and expects an exit code.
  @discardableResult
  func expect(
    _ options: String = "", exit status: Int32 = 0, sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> Run {
    let run = try mirror(options)
    #expect(run.status == status, "\(run.output)\(run.errors)", sourceLocation: sourceLocation)
    return run
  }

  /// The versions that have a release here.
  var versions: [String] {
    shop.folder.names("root/catalog/\(Self.app)/releases").map { String($0.dropLast(4)) }
  }

  func file(_ version: String, _ name: String) throws -> [UInt8] {
    try shop.folder.bytes("root/payloads/\(Self.app)/\(version)/amd64/\(name)")
  }

  /// Expects that nothing is visible, and that the catalog is valid.
  func expectNothing(sourceLocation: SourceLocation = #_sourceLocation) throws {
    #expect(versions == [], sourceLocation: sourceLocation)
    let payloads = shop.folder.files().filter { $0.hasPrefix("root/payloads/") && !$0.contains("/.") }
    #expect(payloads == [], sourceLocation: sourceLocation)
    try shop.expect("check", sourceLocation: sourceLocation)
  }
}
