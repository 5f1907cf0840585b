import Foundation
import TestSupport
import Testing

@Suite("omaha-pkg probe")
struct ProbeTests {
  private static let app = "e96281a6-d1af-4bde-9a0a-97b76e56dc57"

  /// An answer with an update, whose parts a test may change.
  private static func answer(_ url: String, payload: [UInt8], sha1: String? = nil, sha256: String? = nil) throws
    -> String
  {
    let folder = try TemporaryFolder()
    let path = try folder.write(payload, to: "update.gz")
    let base64 = { (algorithm: String) in
      try Program.output(of: "sh", ["-c", "openssl dgst -\(algorithm) -binary '\(path)' | base64 -w0"])
    }
    let digest = try sha256 ?? base64("sha256")
    let hex = try Program.output(of: "sha256sum", [path]).prefix { $0 != " " }
    return """
      <?xml version="1.0" encoding="UTF-8"?>
      <response protocol="3.0" server="test"><daystart elapsed_seconds="1"/><app appid="\(app)" status="ok"><ping status="ok"/><updatecheck status="ok">
      <urls><url codebase="\(url)/packages/"/></urls><manifest version="4.0.0"><packages><package name="update.gz" hash="\(try sha1 ?? base64("sha1"))"
      hash_sha256="\(hex)" size="\(payload.count)" required="true"/></packages><actions><action event="postinstall" sha256="\(digest)"
      DisablePayloadBackoff="true"/></actions></manifest></updatecheck><event status="ok"/></app></response>
      """
  }

  private static let noUpdate = """
    <response protocol="3.0" server="test"><daystart elapsed_seconds="1"/><app appid="\(app)" status="ok"><ping status="ok"/><updatecheck status="noupdate"/><event status="ok"/></app></response>
    """

  private func probe(_ url: String, _ options: String...) throws -> Run {
    let words = options.flatMap { $0.split(separator: " ").map(String.init) }
    return try Program.run(
      Program.omahaPkg, ["probe", url, "--app", Self.app, "--version", "1.0.0"] + words,
      environment: ["http_proxy": "", "all_proxy": ""])
  }

  @Test("asks as update_engine asks, and says whether the answer is the expected one")
  func expected() throws {
    let server = try TestHTTPServer { _ in .xml(Self.noUpdate) }
    let run = try probe(
      server.url, "--track stable --arch arm64 --machine 0123 --alias rack --oem azure --expect noupdate")
    #expect(run.status == 0 && run.output.hasSuffix("as expected: noupdate\n"), "\(run.output)\(run.errors)")
    let request = try #require(server.requests.first)
    #expect(request.method == "POST" && request.target == "/v1/update/")
    #expect(request.headers["content-type"] == "text/xml" && request.headers["accept-encoding"] == nil)
    for part in [
      "appid=\"\(Self.app)\"", "version=\"1.0.0\"", "track=\"stable\"", "board=\"arm64-usr\"", "machineid=\"0123\"",
      "machinealias=\"rack\"", "oem=\"azure\"", "delta_okay=\"false\"", "<ping active=\"1\"/>", "<updatecheck/>",
      "eventtype=\"3\" eventresult=\"2\" previousversion=\"\"", "platform=\"CoreOS\"",
    ] { #expect(request.text.contains(part), "\(request.text)") }
    #expect(try probe(server.url).status == 0)
    let other = try probe(server.url, "--expect 4.0.0")
    #expect(other.status == 1 && other.output.hasSuffix("not as expected: noupdate, expected 4.0.0\n"))
    #expect(try probe(server.url, "--expect update").status == 1)
  }

  @Test("prints one object for programs, whatever comes of it")
  func json() throws {
    let server = try TestHTTPServer { _ in .xml(Self.noUpdate.replacing("status=\"noupdate\"", with: "status=\"no\"")) }
    func report(_ run: Run) throws -> [String: Any] {
      try #require(try JSONSerialization.jsonObject(with: Data(run.bytes)) as? [String: Any], "\(run.output)")
    }
    let run = try probe(server.url, "--format json --expect noupdate")
    #expect(run.status == 1)
    let wrong = try report(run)
    #expect(wrong["answer"] as? String == "invalid" && wrong["asExpected"] as? Bool == false)
    let deviation = try #require((wrong["deviations"] as? [[String: Any]])?.first)
    #expect(deviation["breaks"] as? String == "fatal" && deviation["errorCode"] as? Int == 34)
    let gone = try probe("http://127.0.0.1:1", "--format json")
    #expect(gone.status == 69)
    #expect(try report(gone)["answer"] as? String == "unavailable")
    let moving = try TestHTTPServer { _ in TestHTTPServer.Reply(307, ["Location: ftp://files.example/"]) }
    let refused = try probe(moving.url, "--format json")
    #expect(refused.status == 1)
    let told = try report(refused)
    #expect(told["answer"] as? String == "invalid" && (told["error"] as? String)?.contains("neither http nor") == true)
    // A file that is not there is no server's fault.
    #expect(try probe(server.url, "--cacert /none.pem").status == 66)
  }

  @Test("fetches the payload, resumed, hashed and verified", arguments: [true, false])
  func download(isSigned: Bool) throws {
    let folder = try TemporaryFolder()
    let key = try SignedPayload.Key(in: folder)
    let data = [UInt8](repeating: 7, count: 5_000)
    let payload = isSigned ? try SignedPayload(data, by: key).bytes : data
    let server = try TestHTTPServer.probed(payload) { url in try Self.answer(url, payload: payload) }
    let run = try probe(server.url, "--download --public-key \(key.path)")
    #expect(run.status == (isSigned ? 0 : 1), "\(run.output)\(run.errors)")
    #expect(run.output.contains("can be resumed"))
    #expect(run.output.contains(isSigned ? "signed with the key" : "error: update.gz: the payload is not signed"))
    #expect(server.requests.contains { $0.headers["range"] == "bytes=\(payload.count - 1)-" })
  }

  @Test("finds another file than the answer says")
  func otherFile() throws {
    let payload = [UInt8](repeating: 7, count: 5_000)
    var other = payload
    other[other.count - 1] ^= 1
    let changed = other
    let server = try TestHTTPServer.probed(changed) { url in try Self.answer(url, payload: payload) }
    let run = try probe(server.url, "--download")
    #expect(run.status == 1)
    #expect(run.output.contains("the SHA-1 of update.gz is not the answer's"))
    #expect(run.output.contains("machines fail with 10"))
    let shorter = try TestHTTPServer.probed(Array(payload.dropLast())) { url in try Self.answer(url, payload: payload) }
    #expect(try probe(shorter.url, "--download").output.contains("machines fail with 11"))
  }

  @Test("a file that is not there is no file that cannot be resumed; a wrong offer is told with its version")
  func missingFile() throws {
    let payload = [UInt8](repeating: 7, count: 5_000)
    let server = try TestHTTPServer { request in
      request.method == "POST"
        ? .xml((try? Self.answer("http://\(request.headers["host"] ?? "")", payload: payload)) ?? "")
        : TestHTTPServer.Reply(404)
    }
    let run = try probe(server.url, "--download")
    #expect(run.status == 1 && run.output.contains("the server answers HTTP 404"), "\(run.output)")
    #expect(!run.output.contains("resumed"), "\(run.output)")
    #expect(try !probe(server.url, "--download --format json").output.contains("\"range\""))
    let wrong = try TestHTTPServer { _ in .xml((try? Self.answer("/relative", payload: payload)) ?? "") }
    #expect(try probe(wrong.url).output.hasSuffix("\nnot good: invalid offer of 4.0.0\n"))
  }

  @Test("says that a server cannot be reached, or refuses for now, with 69", arguments: [500, 502, 503, 504])
  func unavailable(status: Int) throws {
    let server = try TestHTTPServer { _ in TestHTTPServer.Reply(status) }
    #expect(try probe(server.url).status == 69)
    let gone = try probe("http://127.0.0.1:1")
    #expect(gone.status == 69 && gone.errors.hasPrefix("omaha-pkg: error: http://127.0.0.1:1/v1/update/: "))
  }

  @Test("never prints a control character of an answer, nor the password of a URL")
  func hostile() throws {
    let server = try TestHTTPServer { _ in
      TestHTTPServer.Reply(200, ["Content-Type: \u{1b}[2J"], Array("<x\u{202e}y/>".utf8))
    }
    let run = try probe(server.url.replacing("http://", with: "http://kim:secret@"))
    #expect(run.status == 1)
    #expect(
      !run.output.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" || $0.value == 0x202E }, "\(run.output)")
    #expect(!run.output.contains("secret"))
  }

  @Test("follows redirects, and tells what they do to a machine's request")
  func redirects() throws {
    let target = try TestHTTPServer { request in
      request.method == "POST" ? .xml(Self.noUpdate) : TestHTTPServer.Reply(404)
    }
    let url = target.url
    let server = try TestHTTPServer { request in
      TestHTTPServer.Reply(request.target == "/308" ? 308 : 301, ["Location: \(url)/v1/update"])
    }
    let kept = try probe("\(server.url)/308")
    #expect(kept.status == 0 && kept.output.contains("warning: the server redirects to \(url)/v1/update"))
    let lost = try probe("\(server.url)/301")
    #expect(lost.status == 1 && lost.output.contains("into a GET"), "\(lost.output)")
    let loop = try TestHTTPServer { request in TestHTTPServer.Reply(307, ["Location: \(request.target)x"]) }
    #expect(try probe("\(loop.url)/x").errors.contains("redirects more than 5 times"))
    let file = try TestHTTPServer { _ in TestHTTPServer.Reply(307, ["Location: file:///etc/passwd"]) }
    #expect(try probe(file.url).errors.contains("neither http nor https"))
  }

  @Test("asks through a proxy, and none where that is said", arguments: ["--proxy", "http_proxy"])
  func proxy(kind: String) throws {
    let proxy = try TestHTTPServer { _ in .xml(Self.noUpdate) }
    let words = ["probe", "http://updates.invalid", "--app", Self.app, "--version", "1.0.0"]
    let run = try Program.run(
      Program.omahaPkg, words + (kind == "--proxy" ? ["--proxy", proxy.url] : []),
      environment: kind == "--proxy" ? [:] : ["http_proxy": proxy.url])
    #expect(run.status == 0, "\(run.errors)")
    #expect(proxy.requests.map(\.target) == ["http://updates.invalid/v1/update/"])
    let direct = try Program.run(
      Program.omahaPkg, ["probe", "http://127.0.0.1:1"] + words.dropFirst(2) + ["--proxy", ""],
      environment: ["http_proxy": proxy.url])
    #expect(direct.status == 69 && proxy.requests.count == 1)
  }

  @Test("receives no faster than it may")
  func rate() throws {
    let payload = [UInt8](repeating: 7, count: 4_000_000)
    let server = try TestHTTPServer.probed(payload) { url in try Self.answer(url, payload: payload) }
    let start = ContinuousClock.now
    let run = try probe(server.url, "--download --limit-rate 1M")
    #expect(run.status == 0, "\(run.output)\(run.errors)")
    #expect(ContinuousClock.now - start > .milliseconds(900))
  }

  @Test("refuses an answer larger than 1 MiB")
  func large() throws {
    let server = try TestHTTPServer { _ in .xml(String(repeating: " ", count: 1 << 20) + "<response/>") }
    let run = try probe(server.url)
    #expect(run.status == 1 && run.errors.contains("larger than 1048576 bytes"), "\(run.errors)")
  }

  @Test(
    "refuses what it cannot ask",
    arguments: [
      "ftp://127.0.0.1/ --version 1", "127.0.0.1 --version 1", "http://127.0.0.1",
      "http://127.0.0.1 --version 1 --expect x",
      "http://127.0.0.1 --version 1 --public-key k", "http://127.0.0.1 --version 1 --limit-rate 0",
    ])
  func usage(words: String) throws {
    let arguments = ["probe", "--app", Self.app] + words.split(separator: " ").map(String.init)
    #expect(try Program.run(Program.omahaPkg, arguments).status == 64)
  }
}

extension TestHTTPServer {
  /// A server that has an update, and its payload.
  fileprivate static func probed(
    _ payload: [UInt8], _ answer: @escaping @Sendable (_ url: String) throws -> String
  ) throws -> TestHTTPServer {
    try TestHTTPServer { request in
      guard request.method == "POST" else { return .file(payload, tag: "1", request) }
      return .xml((try? answer("http://\(request.headers["host"] ?? "")")) ?? "")
    }
  }
}
