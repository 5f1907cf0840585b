import Foundation
import TestSupport
import Testing

@Suite("omaha-pkg mirror")
struct MirrorTests {
  @Test("copies what a server offers, with floors and further files, once, and promotes only when it is told to")
  func copies() throws {
    let site = try MirrorSite()
    let floor = MirrorSite.Release("3.0.0", [try site.payload(1)], isFloor: true)
    let oem = try site.payload(3, name: "oem-azure.gz")
    let target = MirrorSite.Release("4.0.0", [try site.payload(2), oem])
    site.offer(floor, target)
    let first = try site.expect()
    #expect(first.output.contains("added 4.0.0 amd64 of \(MirrorSite.app): update.gz, "))
    #expect(first.output.contains(", linked"))
    #expect(first.output.contains("channel stable amd64: 3.0.0 is a floor now"))
    #expect(site.versions == ["3.0.0_amd64", "4.0.0_amd64"])
    for release in [floor, target] {
      for file in release.files { #expect(try site.file(release.version, file.name) == file.bytes) }
    }
    let app = try site.shop.folder.text("root/catalog/\(MirrorSite.app)/app.xml")
    #expect(app.contains("<floor version=\"3.0.0\" arch=\"amd64\" reason=\"new layout\"/>") && !app.contains("<target"))
    #expect(site.shop.folder.names("root/downloads") == [".lock"])
    let before = site.server.requests.count
    let again = try site.expect()
    #expect(again.output == "channel stable amd64: 4.0.0 is here already\n")
    // One check, and no download.
    #expect(site.server.requests.count == before + 1)
    let promoted = try site.expect("--promote")
    #expect(promoted.output.contains("channel stable amd64 is at 4.0.0 now"))
    try site.shop.expect("check")
    try site.shop.expect("verify")
    let release = try site.shop.folder.text("root/catalog/\(MirrorSite.app)/releases/4.0.0_amd64.xml")
    #expect(release.contains("needsadmin=\"false\"") && release.contains("name=\"oem-azure.gz\""))
    #expect(release.contains("required=\"false\""))
  }

  @Test("asks as Nebraska's syncer asks, for every channel and architecture")
  func asks() throws {
    let site = try MirrorSite()
    let run = try site.expect("--channel beta,alpha --arch amd64,arm64")
    #expect(run.output.contains("channel beta arm64: the server offers nothing"))
    let requests = site.server.requests
    #expect(requests.count == 6)
    for request in requests {
      for part in [
        "multi_manifest_ok=\"true\"", "version=\"CoreOSUpdateEngine-0.1.0.0\"", "installsource=\"scheduler\"",
        "platform=\"CoreOS\"", "sp=\"0.0.0_x86_64\"", "<updatecheck/>", "appid=\"\(MirrorSite.app)\"",
      ] { #expect(request.text.contains(part), "\(request.text)") }
      // It is no machine: it does not count as one, and no machine's ID is told to strangers.
      for part in ["board=", "<ping", "<event", "bootid="] { #expect(!request.text.contains(part), "\(request.text)") }
    }
    let ids = requests.map { $0.text.firstMatch(of: #/ machineid="([0-9a-f]{32})"/#).map { String($0.output.1) } }
    #expect(!ids.contains(nil) && Set(ids).count == 6, "\(ids)")
    let own = (try? String(contentsOfFile: "/etc/machine-id", encoding: .utf8))?.prefix { $0 != "\n" }
    #expect(!requests.contains { request in own.map { !$0.isEmpty && request.text.contains($0) } ?? false })
    if own?.isEmpty == false {
      // The next run is the same to a server that counts.
      try site.expect("--channel beta,alpha --arch amd64,arm64")
      let next = site.server.requests.dropFirst(6).map {
        $0.text.firstMatch(of: #/ machineid="([0-9a-f]{32})"/#).map { String($0.output.1) }
      }
      #expect(next == ids)
    }
    #expect(requests.map { $0.text.contains("arch=\"arm\"") } == [false, false, false, true, true, true])
    #expect(
      requests.map { $0.text.firstMatch(of: #/track="(\w+)"/#)?.output.1 } == [
        "stable", "beta", "alpha", "stable", "beta", "alpha",
      ])
  }

  @Test("takes the further files that are named, or all")
  func extras() throws {
    let site = try MirrorSite()
    let files = try ["oem-azure.gz", "oem-qemu.gz", "flatcar-python.gz"].enumerated().map {
      try site.payload(UInt8($0 + 2), name: $1)
    }
    site.offer(MirrorSite.Release("4.0.0", [try site.payload(1)] + files))
    #expect(
      try site.expect("--extra oem-gone.gz", exit: 1).errors.contains("4.0.0 has no further file \"oem-gone.gz\""))
    try site.expectNothing()
    try site.expect("--extra flatcar-python.gz --extra oem-azure.gz")
    #expect(
      site.shop.folder.names("root/payloads/\(MirrorSite.app)/4.0.0/amd64")
        == ["flatcar-python.gz", "oem-azure.gz", "update.gz"])
    try site.expect("--extra flatcar-python.gz --extra oem-azure.gz")
    // Who wants fewer has them; who wants more is told that a release never changes, and gets everything else.
    #expect(try site.expect("--extra oem-azure.gz").errors == "")
    for words in ["", "--extra oem-qemu.gz"] {
      let run = try site.expect("--promote \(words)")
      #expect(
        run.errors.contains(
          "warning: 4.0.0 amd64 of \(MirrorSite.app) is here without \"oem-qemu.gz\": it was copied with another --extra"
        ),
        "\(run.errors)")
      #expect(run.output.contains("channel stable amd64 is at 4.0.0"))
    }
    // What is lost comes back with the files that the release has.
    let path = "root/payloads/\(MirrorSite.app)/4.0.0/amd64/oem-azure.gz"
    try FileManager.default.removeItem(atPath: site.shop.folder.path(of: path))
    try site.expect()
    try site.shop.expect("verify")
  }

  @Test("a further file that only some releases have is taken from those, and the others are told")
  func someExtras() throws {
    let site = try MirrorSite()
    site.offer(
      MirrorSite.Release("3.0.0", [try site.payload(1)], isFloor: true),
      MirrorSite.Release("4.0.0", [try site.payload(2), try site.payload(3, name: "oem-azure.gz")]))
    let run = try site.expect("--extra oem-azure.gz --promote")
    #expect(run.errors.contains("warning: 3.0.0 amd64 has no further file \"oem-azure.gz\""), "\(run.errors)")
    #expect(site.versions == ["3.0.0_amd64", "4.0.0_amd64"])
    #expect(site.shop.folder.names("root/payloads/\(MirrorSite.app)/3.0.0/amd64") == ["update.gz"])
  }

  @Test("further files in another order are the same release, another payload in the first place is not")
  func order() throws {
    let site = try MirrorSite()
    let files = try ["update.gz", "oem-azure.gz", "oem-qemu.gz"].enumerated().map {
      try site.payload(UInt8($0 + 1), name: $1)
    }
    site.offer(MirrorSite.Release("4.0.0", files))
    try site.expect()
    site.offer(MirrorSite.Release("4.0.0", [files[0], files[2], files[1]]))
    #expect(try site.expect().output == "channel stable amd64: 4.0.0 is here already\n")
    site.offer(MirrorSite.Release("4.0.0", [files[1], files[0], files[2]]))
    #expect(try site.expect(exit: 1).errors.contains("it changed under its version"))
  }

  @Test("what the server offers stays, whatever --last says, and a dry run says what would go")
  func lastOfSeveralChannels() throws {
    let site = try MirrorSite()
    let old = MirrorSite.Release("3.0.0", [try site.payload(1)])
    let new = MirrorSite.Release("5.0.0", [try site.payload(2)])
    let newest = MirrorSite.Release("6.0.0", [try site.payload(3)])
    func serve(_ stable: MirrorSite.Release, _ beta: MirrorSite.Release) {
      site.offer(old, new, newest)
      site.fault { request, _ in
        guard request.method == "POST" else { return nil }
        let release = request.text.contains("track=\"stable\"") ? stable : beta
        return .xml(MirrorSite.answer([release], "http://\(request.headers["host"] ?? "")/packages/"))
      }
    }
    serve(old, new)
    for _ in 0..<2 {
      let run = try site.expect("--channel beta --last 1")
      #expect(!run.output.contains("removed"), "\(run.output)")
      #expect(site.versions == ["3.0.0_amd64", "5.0.0_amd64"])
    }
    serve(old, newest)
    #expect(try site.expect("--channel beta --last 1 --dry-run").output.contains("would remove 5.0.0 amd64"))
    #expect(try site.expect("--channel beta --last 1").output.contains("removed 5.0.0 amd64"))
    #expect(site.versions == ["3.0.0_amd64", "6.0.0_amd64"])
  }

  @Test("a channel that neither the server nor the repository knows is told: it may be misspelled")
  func misspelled() throws {
    let site = try MirrorSite()
    #expect(try site.expect().errors.contains("its name may be wrong, or the server holds mirrors back"))
    site.offer(MirrorSite.Release("4.0.0", [try site.payload(1)]))
    try site.expect("--promote")
    site.offer()
    #expect(try site.expect().errors == "")
  }

  @Test("the rate holds for all downloads together, and one alone has all of it")
  func rate() throws {
    let site = try MirrorSite()
    site.offer(MirrorSite.Release("4.0.0", [try site.payload(1, size: 600_000)]))
    let start = ContinuousClock.now
    try site.expect("--limit-rate 500K --parallel 4")
    let took = ContinuousClock.now - start
    // A quarter of the rate would take 4.7 s.
    #expect(took > .seconds(1) && took < .seconds(4), "\(took)")
  }

  @Test("says what it would do, and downloads nothing")
  func dryRun() throws {
    let site = try MirrorSite()
    site.offer(
      MirrorSite.Release("3.0.0", [try site.payload(1)], isFloor: true),
      MirrorSite.Release("4.0.0", [try site.payload(2)]))
    let before = site.shop.folder.files()
    let run = try site.expect("--dry-run --promote")
    #expect(run.output.contains("would add 4.0.0 amd64 of \(MirrorSite.app): update.gz, "))
    #expect(run.output.contains("would make 3.0.0 a floor of channel stable amd64"))
    #expect(run.output.contains("would point channel stable amd64 to 4.0.0"))
    #expect(site.shop.folder.files() == before)
    #expect(site.server.requests.map(\.method) == ["POST"])
    let object = try JSONSerialization.jsonObject(with: Data(try site.expect("--dry-run --format json").bytes))
    #expect((object as? [String: Any])?["changed"] as? Bool == true)
  }

  @Test("a dry run of several channels and architectures says of each what the command would")
  func dryRunOfSeveral() throws {
    let site = try MirrorSite()
    let release = MirrorSite.Release("4.0.0", [try site.payload(1)])
    site.fault { request, _ in
      guard request.method == "POST", request.text.contains("arm64") else { return nil }
      return .xml(MirrorSite.answer([]))
    }
    site.offer(release)
    let runs = try ["--dry-run ", ""].map { try site.expect("\($0)--channel beta --promote --arch amd64,arm64") }
    #expect(runs[0].output.ranges(of: "would add 4.0.0 amd64").count == 1, "\(runs[0].output)")
    #expect(runs[0].output.contains("channel beta amd64: 4.0.0 would be here already\n"), "\(runs[0].output)")
    #expect(runs[1].output.contains("channel beta amd64: 4.0.0 is here already\n"), "\(runs[1].output)")
    for run in runs { #expect(!run.errors.contains("there is no such channel"), "\(run.errors)") }
  }

  @Test("takes one version with its floors, if the server offers it")
  func version() throws {
    let site = try MirrorSite()
    site.offer(
      MirrorSite.Release("3.0.0", [try site.payload(1)], isFloor: true),
      MirrorSite.Release("4.0.0", [try site.payload(2)]))
    let other = try site.expect("--version 3.5.0", exit: 1)
    #expect(other.errors.contains("the server does not offer 3.5.0; it offers 4.0.0"))
    #expect(site.server.requests.last?.text.contains("targetversionprefix=\"3.5.0$\"") == true)
    try site.expect("--version 3.0.0 --promote")
    #expect(site.versions == ["3.0.0_amd64"])
  }

  @Test("keeps the newest and whatever is needed, and removes the others")
  func last() throws {
    let site = try MirrorSite()
    for (index, version) in ["1.0.0", "2.0.0", "3.0.0", "4.0.0"].enumerated() {
      var release = MirrorSite.Release(version, [try site.payload(UInt8(index))])
      release.isFloor = version == "1.0.0"
      site.offer(release)
      try site.expect("--promote --last 1")
    }
    // 1.0.0 is a floor, and undo goes back to 3.0.0.
    #expect(site.versions == ["1.0.0_amd64", "3.0.0_amd64", "4.0.0_amd64"])
    #expect(site.shop.folder.names("root/payloads/\(MirrorSite.app)") == ["1.0.0", "3.0.0", "4.0.0"])
    try site.shop.expect("check")
    #expect(
      try site.expect("--promote --last 1").output
        == "channel stable amd64: 4.0.0 is here already\nchannel stable amd64 is at 4.0.0 already\n")
  }

  @Test("asks on where an answer has floors only")
  func moreFloors() throws {
    let site = try MirrorSite()
    let floor = MirrorSite.Release("2.0.0", [try site.payload(1)], isFloor: true)
    let target = MirrorSite.Release("4.0.0", [try site.payload(2)])
    site.offer(floor, target)
    site.fault { request, number in
      guard request.method == "POST", number == 1 else { return nil }
      let url = "http://\(request.headers["host"] ?? "")/packages/"
      return .xml(
        "<response protocol=\"3.0\"><app appid=\"\(MirrorSite.app)\" status=\"ok\"><updatecheck status=\"ok\"><urls><url codebase=\"\(url)\"/></urls>"
          + floor.manifest(isTarget: false, prefix: "2.0.0/") + "</updatecheck></app></response>")
    }
    try site.expect("--promote")
    #expect(site.versions == ["2.0.0_amd64", "4.0.0_amd64"])
    #expect(
      site.server.requests.filter { $0.method == "POST" }.map { $0.text.contains(" version=\"2.0.0\"") } == [
        false, true,
      ])
  }

  @Test(
    "compares a .sha256 file where the server has one",
    arguments: ["right", "wrong", "page", "BSD", "elsewhere", "busy"])
  func checksumFile(kind: String) throws {
    let site = try MirrorSite()
    let file = try site.payload(1)
    site.offer(MirrorSite.Release("4.0.0", [file]))
    site.fault { request, _ in
      guard request.target.hasSuffix(".sha256") else { return nil }
      let text: String =
        switch kind {
        case "right": "\(file.hex)  update.gz\n"
        case "BSD": "SHA256 (update.gz) = \(file.hex)\n"
        case "elsewhere": "ftp"
        case "busy": "503"
        case "wrong": String(repeating: "0", count: 64) + "  update.gz\n"
        default: "<html>There is no such page.</html>"
        }
      if text == "ftp" { return TestHTTPServer.Reply(302, ["Location: ftp://files.example/update.gz.sha256"]) }
      return TestHTTPServer.Reply(text == "503" ? 503 : 200, [], Array(text.utf8))
    }
    let run = try site.expect(exit: kind == "wrong" ? 1 : 0)
    #expect(run.errors.contains("its .sha256 file says another SHA-256") == (kind == "wrong"))
    if kind == "wrong" { try site.expectNothing() }
    // The answer has told the hash already.
    #expect(
      run.errors.contains("warning: the .sha256 file of update.gz was not compared")
        == ["elsewhere", "busy"].contains(kind),
      "\(run.errors)")
  }

  @Test("takes files without a signature only when it is told to")
  func unsigned() throws {
    let site = try MirrorSite()
    site.offer(MirrorSite.Release("4.0.0", [try MirrorSite.File("update.gz", Array("hello".utf8))]))
    #expect(try site.expect(exit: 1).errors.contains("the payload is not signed"))
    try site.expectNothing()
    let words = site.arguments().filter { $0 != "--public-key" && $0 != site.key.path } + ["--unsigned"]
    #expect(try Program.run(Program.omahaPkg, words, environment: site.environment).status == 0)
    #expect(site.versions == ["4.0.0_amd64"])
    #expect(
      try Program.run(Program.omahaPkg, words + ["--public-key", "x"], environment: site.environment).status == 64)
  }

  @Test(
    "refuses a command line that it cannot mean",
    arguments: [
      "--channel a,,b", "--arch z80", "--last 0", "--last 1 --version 1", "--parallel 0", "--retry -1", "--backwards",
      "--limit-rate fast",
    ])
  func usage(options: String) throws {
    let site = try MirrorSite()
    try site.expect(options, exit: 64)
    #expect(site.server.requests.isEmpty)
  }
}
