import Foundation
import TestSupport
import Testing

/// Whatever a server or the network does: nothing that fails a check is ever visible, and the next run goes on.
@Suite("omaha-pkg mirror, when something is wrong")
struct MirrorFaultTests {
  /// A site with one release that is not here yet.
  private func site() throws -> (MirrorSite, MirrorSite.File) {
    let site = try MirrorSite()
    let file = try site.payload(1, size: 300_000)
    site.offer(MirrorSite.Release("4.0.0", [file]))
    return (site, file)
  }

  private static func isPayload(_ request: TestHTTPServer.Request) -> Bool { request.target.hasSuffix("update.gz") }

  @Test("a server that goes in the middle is asked for the rest, by this run or the next", arguments: [1, 100])
  func broken(times: Int) throws {
    let (site, file) = try site()
    site.fault { request, number in
      guard Self.isPayload(request), number <= times else { return nil }
      var reply = TestHTTPServer.Reply.file(file.bytes, tag: "1", request)
      reply.breaks = 10_000
      return reply
    }
    let run = try site.expect(exit: times == 1 ? 0 : 69)
    if times > 1 {
      #expect(run.errors.contains("omaha-pkg: error: channel stable amd64: http://"))
      try site.expectNothing()
      site.fault { request, _ in Self.isPayload(request) ? .file(file.bytes, tag: "1", request) : nil }
      try site.expect()
    }
    let asked = site.server.requests.filter(Self.isPayload)
    #expect(asked.first?.headers["range"] == nil)
    for (index, request) in asked.enumerated().dropFirst() {
      #expect(request.headers["range"] == "bytes=\(index * 10_000)-")
      #expect(request.headers["if-range"] == "\"1\"")
    }
    #expect(try site.file("4.0.0", "update.gz") == file.bytes)
  }

  @Test(
    "an answer of HTTP that is wrong is told; one that may pass is tried again",
    arguments: [(404, 1), (403, 1), (410, 1), (503, 3), (500, 3), (429, 3)])
  func status(status: Int, attempts: Int) throws {
    let (site, _) = try site()
    site.fault { request, _ in
      Self.isPayload(request) ? TestHTTPServer.Reply(status, ["Retry-After: 0"], Array("<html>".utf8)) : nil
    }
    #expect(try site.expect(exit: 69).errors.contains("the server answers HTTP \(status)"))
    #expect(site.server.requests.count(where: Self.isPayload) == attempts)
    try site.expectNothing()
    site.fault { request, number in
      Self.isPayload(request) && number == 1 && attempts > 1 ? TestHTTPServer.Reply(status, ["Retry-After: 0"]) : nil
    }
    try site.expect()
    #expect(site.versions == ["4.0.0_amd64"])
  }

  @Test("a server that cannot be asked is tried again, then it is 69")
  func unavailable() throws {
    let (site, _) = try site()
    site.fault { request, number in request.method == "POST" && number <= 2 ? TestHTTPServer.Reply(503) : nil }
    try site.expect()
    site.fault { request, _ in request.method == "POST" ? TestHTTPServer.Reply(503) : nil }
    let before = site.server.requests.count
    #expect(try site.expect("--retry 0", exit: 69).errors.contains("the server answered HTTP 503"))
    // The fault is no machine's, so it is not reported to the server.
    #expect(site.server.requests.count == before + 1)
    site.fault { request, _ in request.method == "POST" ? .xml("<response") : nil }
    #expect(try site.expect(exit: 1).errors.contains("the answer is no response"))
  }

  @Test("a server that says when to ask again is asked then, and not before")
  func retryAfter() throws {
    let (site, _) = try site()
    site.fault { request, number in
      request.method == "POST" && number == 1 ? TestHTTPServer.Reply(503, ["Retry-After: 2"]) : nil
    }
    let start = ContinuousClock.now
    try site.expect()
    // Without that it is half a second at most.
    #expect(ContinuousClock.now - start >= .seconds(2))
    #expect(site.versions == ["4.0.0_amd64"])
  }

  @Test("redirects are followed, five at most, and nowhere but http and https")
  func redirects() throws {
    let (site, file) = try site()
    site.fault { request, _ in
      if Self.isPayload(request) { return TestHTTPServer.Reply(302, ["Location: /elsewhere"], Array("moved".utf8)) }
      return request.target == "/elsewhere" ? .file(file.bytes, tag: nil, request) : nil
    }
    try site.expect()
    #expect(try site.file("4.0.0", "update.gz") == file.bytes)
    for (location, words) in [
      ("file:///etc/passwd", "neither http nor https"), ("update.gz", "redirects more than 5 times"),
    ] {
      let (site, _) = try self.site()
      site.fault { request, _ in Self.isPayload(request) ? TestHTTPServer.Reply(302, ["Location: \(location)"]) : nil }
      #expect(try site.expect(exit: 69).errors.contains(words))
      try site.expectNothing()
    }
  }

  @Test("a file of another length is refused, told or not", arguments: [-1, 1, 100_000], [true, false])
  func length(difference: Int, isTold: Bool) throws {
    let (site, file) = try site()
    site.fault { request, _ in
      guard Self.isPayload(request) else { return nil }
      let count = file.bytes.count + difference
      var reply = TestHTTPServer.Reply(200, [], Array((file.bytes + [UInt8](repeating: 0, count: 100_000))[..<count]))
      reply.tellsLength = isTold
      return reply
    }
    let run = try site.expect(exit: 1)
    #expect(run.errors.contains("bytes, the release says \(file.bytes.count)"), "\(run.errors)")
    try site.expectNothing()
  }

  @Test("a body without a length that ends too early is asked for again", arguments: [true, false])
  func endsEarly(hasRanges: Bool) throws {
    let (site, file) = try site()
    site.fault { request, number in
      guard Self.isPayload(request) else { return nil }
      var reply = hasRanges ? .file(file.bytes, tag: nil, request) : TestHTTPServer.Reply(200, [], file.bytes)
      reply.tellsLength = false
      if number == 1 { reply.breaks = 100_000 }
      return reply
    }
    try site.expect()
    #expect(try site.file("4.0.0", "update.gz") == file.bytes)
    #expect(site.server.requests.count(where: Self.isPayload) == 2)
  }

  @Test("a server that sends a part of what it is asked for is asked for the next part")
  func parts() throws {
    let (site, file) = try site()
    site.fault { request, _ in
      guard Self.isPayload(request) else { return nil }
      let start = request.headers["range"].flatMap { Int($0.dropFirst("bytes=".count).dropLast()) } ?? 0
      let end = min(start + 20_000, file.bytes.count)
      return TestHTTPServer.Reply(
        206, ["Content-Range: bytes \(start)-\(end - 1)/\(file.bytes.count)"], Array(file.bytes[start..<end]))
    }
    try site.expect("--retry 0")
    #expect(try site.file("4.0.0", "update.gz") == file.bytes)
  }

  @Test("a server that says that its file ends before the rest is not asked again")
  func shorter() throws {
    let (site, file) = try site()
    let short = Array(file.bytes.dropLast(1_000))
    site.fault { request, _ in
      guard Self.isPayload(request) else { return nil }
      var reply = TestHTTPServer.Reply.file(short, tag: nil, request)
      reply.tellsLength = false
      return reply
    }
    let run = try site.expect(exit: 1)
    #expect(run.errors.contains("has \(short.count) bytes, the release says \(file.bytes.count)"), "\(run.errors)")
    #expect(site.server.requests.count(where: Self.isPayload) == 2)
    try site.expectNothing()
  }

  @Test("a server that breaks is asked for the rest before another, which may have another state of the file")
  func sameServer() throws {
    let site = try MirrorSite()
    let file = try site.payload(1, size: 4_000_000)
    site.fault { request, _ in
      let host = "http://\(request.headers["host"] ?? "")"
      if request.method == "POST" {
        return .xml(MirrorSite.answer([MirrorSite.Release("4.0.0", [file])], "\(host)/one/", "\(host)/two/"))
      }
      guard Self.isPayload(request) else { return TestHTTPServer.Reply(404) }
      var reply = TestHTTPServer.Reply.file(file.bytes, tag: String(request.target.dropFirst().prefix(3)), request)
      reply.breaks = 1_500_000
      return reply
    }
    try site.expect("--retry 0")
    #expect(try site.file("4.0.0", "update.gz") == file.bytes)
    #expect(
      site.server.requests.filter(Self.isPayload).map(\.target) == .init(repeating: "/one/4.0.0/update.gz", count: 3))
  }

  @Test("a URL that has nothing is asked for the first file, and no longer first for the others")
  func deadURL() throws {
    let site = try MirrorSite()
    let files = try (1...4).map {
      try site.payload(UInt8($0), size: 1_000, name: $0 == 1 ? "update.gz" : "oem-\($0).gz")
    }
    site.fault { request, _ in
      let host = "http://\(request.headers["host"] ?? "")"
      if request.method == "POST" {
        return .xml(MirrorSite.answer([MirrorSite.Release("4.0.0", files)], "\(host)/one/", "\(host)/two/"))
      }
      let name = request.target.split(separator: "/").last.map(String.init)
      guard request.target.hasPrefix("/two/"), let file = files.first(where: { $0.name == name }) else {
        return TestHTTPServer.Reply(404)
      }
      return .file(file.bytes, tag: nil, request)
    }
    try site.expect("--parallel 1")
    #expect(site.server.requests.map(\.target).filter { $0.hasPrefix("/one/") } == ["/one/4.0.0/update.gz"])
    #expect(try site.file("4.0.0", "oem-4.gz") == files[3].bytes)
  }

  @Test("a wrong last byte is found, and nothing of the file stays")
  func lastByte() throws {
    let (site, file) = try site()
    var wrong = file.bytes
    wrong[wrong.count - 1] ^= 1
    let bytes = wrong
    site.fault { request, _ in Self.isPayload(request) ? .file(bytes, tag: "1", request) : nil }
    #expect(try site.expect(exit: 1).errors.contains("its SHA-1 is not that of the answer"))
    try site.expectNothing()
    #expect(site.shop.folder.names("root/downloads") == [".lock"])
    // A file that came by one request is what the server has: it is not asked for again.
    #expect(site.server.requests.count(where: Self.isPayload) == 1)
  }

  @Test("a payload that is swapped between two requests is fetched anew", arguments: ["1", nil])
  func swapped(tag: String?) throws {
    let (site, file) = try site()
    let other = try site.payload(9, size: 300_000)
    site.fault { request, number in
      guard Self.isPayload(request) else { return nil }
      guard number == 1 else { return .file(file.bytes, tag: tag.map { $0 + "b" }, request) }
      var reply = TestHTTPServer.Reply.file(other.bytes, tag: tag, request)
      reply.breaks = 100_000
      return reply
    }
    try site.expect()
    #expect(try site.file("4.0.0", "update.gz") == file.bytes)
    // With a validator the server itself says that it has another file; without one the hash does.
    #expect(site.server.requests.count(where: Self.isPayload) == (tag == nil ? 3 : 2))
  }

  @Test("a server that lies about the part that it sends is not believed")
  func wrongPart() throws {
    let (site, file) = try site()
    site.fault { request, number in
      guard Self.isPayload(request) else { return nil }
      var reply = TestHTTPServer.Reply.file(file.bytes, tag: "1", request)
      if number == 1 { reply.breaks = 10_000 }
      if number == 2 {
        reply = TestHTTPServer.Reply(206, ["Content-Range: bytes 0-9/\(file.bytes.count)"], Array(file.bytes[..<10]))
      }
      return reply
    }
    try site.expect()
    #expect(try site.file("4.0.0", "update.gz") == file.bytes)
  }

  @Test("a signature by another key is refused, and so is a further file of Flatcar's without one")
  func otherKey() throws {
    let site = try MirrorSite()
    let other = try SignedPayload.Key(in: site.shop.folder, "other")
    site.offer(MirrorSite.Release("4.0.0", [try site.payload(1, by: other)]))
    #expect(try site.expect(exit: 1).errors.contains("signature"))
    try site.expectNothing()
    let oem = try MirrorSite.File("oem-azure.gz", Array("hello".utf8))
    site.offer(MirrorSite.Release("4.0.0", [try site.payload(1), oem]))
    #expect(try site.expect(exit: 1).errors.contains("oem-azure.gz: the payload is not signed"))
    try site.expectNothing()
  }

  @Test("a delta that is offered to every version is refused, whoever signed it", arguments: [[], ["--promote"]])
  func delta(options: [String]) throws {
    let site = try MirrorSite()
    site.offer(MirrorSite.Release("4.0.0", [try site.payload(1, isDelta: true)]))
    #expect(try site.expect(options.joined(), exit: 1).errors.contains("it is a delta payload"))
    try site.expectNothing()
    let probe = try Program.run(
      Program.omahaPkg, ["probe", site.server.url, "--app", MirrorSite.app, "--version", "1.0.0", "--download"])
    #expect(probe.status == 1 && probe.output.contains("is a delta payload"), "\(probe.output)")
  }

  @Test("a URL that may work later is waited for, also when another one never will")
  func secondURL() throws {
    let (site, file) = try site()
    site.fault { request, number in
      let host = "http://\(request.headers["host"] ?? "")"
      if request.method == "POST" {
        return .xml(MirrorSite.answer([MirrorSite.Release("4.0.0", [file])], "\(host)/one/", "\(host)/two/"))
      }
      guard Self.isPayload(request) else { return TestHTTPServer.Reply(404) }
      if request.target.hasPrefix("/two/") { return TestHTTPServer.Reply(404) }
      return number == 1 ? TestHTTPServer.Reply(503, ["Retry-After: 0"]) : .file(file.bytes, tag: nil, request)
    }
    try site.expect()
    #expect(try site.file("4.0.0", "update.gz") == file.bytes)
    #expect(
      site.server.requests.filter(Self.isPayload).map(\.target)
        == ["/one/4.0.0/update.gz", "/two/4.0.0/update.gz", "/one/4.0.0/update.gz"])
  }

  @Test("a codebase that nobody may follow is left out when there is another")
  func mixedCodebases() throws {
    let (site, file) = try site()
    site.fault { request, _ in
      guard request.method == "POST" else { return nil }
      let url = "http://\(request.headers["host"] ?? "")/packages/"
      return .xml(MirrorSite.answer([MirrorSite.Release("4.0.0", [file])], "ftp://files.example/", url))
    }
    try site.expect()
    #expect(try site.file("4.0.0", "update.gz") == file.bytes)
  }

  @Test("a redirect that loses the request is told with where it leads, and no password is")
  func lostRequest() throws {
    let (site, _) = try site()
    site.fault { request, _ in
      request.method == "POST"
        ? TestHTTPServer.Reply(301, ["Location: http://joe:secret@\(request.headers["host"] ?? "")/moved"]) : nil
    }
    let run = try site.expect(exit: 69)
    #expect(run.errors.contains("the server answered HTTP 404, after a redirect to http://…@"), "\(run.errors)")
    #expect(run.errors.contains("/moved, which loses the request") && !run.errors.contains("secret"))
    site.fault { request, _ in
      TestHTTPServer.Reply(307, ["Location: http://joe:secret@\(request.headers["host"] ?? "")/v1/update/"])
    }
    let words = site.arguments().map { $0 == site.server.url ? "http://joe:secret@\($0.dropFirst(7))" : $0 }
    let loop = try Program.run(Program.omahaPkg, words, environment: site.environment)
    #expect(loop.status == 69 && loop.errors.contains("redirects more than 5 times"), "\(loop.errors)")
    #expect(!loop.errors.contains("secret"))
  }

  @Test("a release that changed under its version is told, and what is here stays")
  func changed() throws {
    let (site, file) = try site()
    try site.expect("--promote")
    site.offer(MirrorSite.Release("4.0.0", [try site.payload(2)]))
    #expect(try site.expect("--promote", exit: 1).errors.contains("it changed under its version"))
    #expect(try site.file("4.0.0", "update.gz") == file.bytes)
    try site.shop.expect("verify")
  }

  @Test("a payload that went or was cut off here is fetched again")
  func damaged() throws {
    let (site, file) = try site()
    try site.expect()
    let path = "root/payloads/\(MirrorSite.app)/4.0.0/amd64/update.gz"
    try FileManager.default.removeItem(atPath: site.shop.folder.path(of: path))
    #expect(try site.expect().output.contains("put update.gz back"))
    try site.shop.folder.write(Array(file.bytes[..<10]), to: path)
    try site.expect()
    #expect(try site.file("4.0.0", "update.gz") == file.bytes)
  }

  @Test("one release that fails keeps the others from nothing")
  func others() throws {
    let site = try MirrorSite()
    let other = try SignedPayload.Key(in: site.shop.folder, "other")
    site.offer(
      MirrorSite.Release("3.0.0", [try site.payload(1)], isFloor: true),
      MirrorSite.Release("4.0.0", [try site.payload(2, by: other)]))
    try site.expect("--promote", exit: 1)
    #expect(site.versions == ["3.0.0_amd64"])
    try site.shop.expect("verify")
  }

  @Test(
    "names that lead elsewhere are refused",
    arguments: [
      "../../evil.gz", "/etc/evil.gz", "a/../evil.gz", "./evil.gz", "a//evil.gz", ".evil.gz", "%2e%2e", "%2e.evil",
      "a%2fb",
      "evil%00.gz", "evil%0a.gz", "evil.gz?x", "evil.gz#x", "a\\evil.gz", "evil%zz.gz", "&#9;evil.gz", "evil gz",
      "é.gz",
      String(repeating: "x", count: 256), "..", "",
    ])
  func names(name: String) throws {
    let (site, file) = try site()
    let escaped = name
    site.fault { request, _ in
      guard request.method == "POST" else { return .file(file.bytes, tag: nil, request) }
      let url = "http://\(request.headers["host"] ?? "")/packages/"
      let manifest = MirrorSite.Release("4.0.0", [file]).manifest(isTarget: true, prefix: "")
        .replacing("name=\"update.gz\"", with: "name=\"\(escaped)\"")
      return .xml(
        "<response protocol=\"3.0\"><app appid=\"\(MirrorSite.app)\" status=\"ok\"><updatecheck status=\"ok\"><urls><url codebase=\"\(url)\"/></urls>\(manifest)</updatecheck></app></response>"
      )
    }
    let before = site.shop.folder.files()
    let run = try site.expect(exit: 1)
    #expect(!run.errors.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" })
    #expect(site.shop.folder.files().filter { $0 != "root/downloads/.lock" } == before)
  }

  @Test(
    "versions and codebases that lead elsewhere are refused",
    arguments: [
      ("version=\"4.0.0\"", "version=\"../4\""), ("version=\"4.0.0\"", "version=\"4/0\""),
      ("version=\"4.0.0\"", "version=\"\""),
      ("version=\"4.0.0\"", "version=\"ForcedUpdate\""), ("codebase=\"http://", "codebase=\"file://"),
      ("codebase=\"http://", "codebase=\"/"), ("size=\"", "size=\"0"), ("hash=\"", "hash=\"x"),
      ("sha256=\"", "sha256=\"x"),
      ("<action event=\"postinstall\"", "<action event=\"install\""),
      ("needsadmin=\"false\"", "IsDeltaPayload=\"true\""),
    ])
  func values(old: String, new: String) throws {
    let (site, file) = try site()
    site.fault { request, _ in
      guard request.method == "POST" else { return nil }
      let url = "http://\(request.headers["host"] ?? "")/packages/"
      let text =
        "<updatecheck status=\"ok\"><urls><url codebase=\"\(url)\"/></urls>"
        + MirrorSite.Release("4.0.0", [file]).manifest(isTarget: true, prefix: "4.0.0/")
      let changed =
        old == "size=\"" ? text.replacing(#/size="\d+"/#, with: "size=\"0\"") : text.replacing(old, with: new)
      return .xml(
        "<response protocol=\"3.0\"><app appid=\"\(MirrorSite.app)\" status=\"ok\">\(changed)</updatecheck></app></response>"
      )
    }
    try site.expect(exit: 1)
    try site.expectNothing()
  }

  @Test("two mirrors at once wait for each other")
  func together() throws {
    let (site, file) = try site()
    let runs = try (0..<2).map { _ in
      try Program.start(Program.omahaPkg, site.arguments("--promote"), environment: site.environment)
    }
    for run in runs { #expect(try run.finish().status == 0) }
    #expect(site.server.requests.count(where: Self.isPayload) == 1)
    #expect(try site.file("4.0.0", "update.gz") == file.bytes)
    try site.shop.expect("check")
  }

  @Test("a full disk is told, and what came stays for the next run", .enabled(if: Strace.isUsable))
  func diskFull() throws {
    let (site, file) = try site()
    let strace = try #require(Program.installed("strace"))
    let part = site.shop.root + "/downloads/sha256-\(file.hex)"
    let injection = Faults.injection("write", "error=ENOSPC", number: 2, path: part)
    let run = try Program.run(strace, injection + [Program.omahaPkg] + site.arguments(), environment: site.environment)
    #expect(run.status == 74 && run.errors.contains("no space left on device"), "\(run.status) \(run.errors)")
    try site.expectNothing()
    try site.expect()
    #expect(site.server.requests.last { Self.isPayload($0) }?.headers["range"] != nil)
    #expect(try site.file("4.0.0", "update.gz") == file.bytes)
  }

  @Test(
    "killed before each call that changes the disk, the catalog stays valid and the next run completes it",
    .enabled(if: FullRun.isOn))
  func killed() throws {
    let site = try MirrorSite()
    let library = try #require(try Faults.library("killed", in: site.shop.folder))
    let files = try [site.payload(1, size: 1_000), site.payload(2, size: 1_000, name: "oem-azure.gz")]
    let floor = MirrorSite.Release("3.0.0", [try site.payload(3, size: 1_000)], isFloor: true)
    // What is there: a release that stays for undo, and an older one, which goes.
    site.offer(MirrorSite.Release("1.0.0", [try site.payload(4, size: 1_000)]))
    try site.expect("--promote")
    site.offer(MirrorSite.Release("2.0.0", [try site.payload(5, size: 1_000)]))
    try site.expect("--promote")
    site.offer(floor, MirrorSite.Release("4.0.0", files))
    // One download after the other, so that a number is always the same call.
    let words = site.arguments("--promote --last 1 --parallel 1")
    var seen: Set<RepositoryState> = []
    var kills = 0
    for number in 1...1_000 {
      let shop = try Workshop(copying: site.shop)
      let environment = site.environment.merging(["OMAHA_ROOT": shop.root]) { $1 }
      let run = try Program.run(
        Program.omahaPkg, words,
        environment: environment.merging(["LD_PRELOAD": library, "FOLDER": shop.root, "KILL_AT": "\(number)"]) { $1 })
      let wasKilled = run.status == 128 + SIGKILL
      #expect(wasKilled || run.status == 0, "\(number): \(run.errors)")
      if seen.insert(try RepositoryState(shop)).inserted {
        try shop.expect("check")
        let verify = try shop.run("verify")
        for word in ["missing", "changed", "truncated"] { #expect(!verify.output.contains(word), "\(number)") }
        let again = try Program.run(Program.omahaPkg, words, environment: environment)
        #expect(again.status == 0, "\(number): \(again.errors)")
        for file in files {
          #expect(try shop.folder.bytes("root/payloads/\(MirrorSite.app)/4.0.0/amd64/\(file.name)") == file.bytes)
        }
        #expect(try shop.expect("list").output.contains("stable   amd64  4.0.0"))
        #expect(try shop.expect("floor list --app \(MirrorSite.app)").output.contains("3.0.0"))
        #expect(
          shop.folder.names("root/catalog/\(MirrorSite.app)/releases")
            == ["2.0.0_amd64.xml", "3.0.0_amd64.xml", "4.0.0_amd64.xml"])
        #expect(shop.folder.files().filter { $0.contains("omaha-tmp") } == [], "\(number)")
        #expect(shop.folder.names("root/downloads") == [".lock"], "\(number)")
      }
      guard wasKilled else { break }
      kills += 1
    }
    #expect(kills > 50, "\(kills)")
  }
}
