import Foundation
import TestSupport
import Testing

@Suite("omaha-pkg mirror --promote, where that is refused")
struct MirrorRefusalTests {
  /// Expects that the run and its dry run are refused alike, and that nothing was downloaded or published.
  private func expectRefused(
    _ site: MirrorSite, _ options: String, exit status: Int32, _ errors: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let before = site.versions
    for more in [" --dry-run", ""] {
      let run = try site.expect(options + more, exit: status, sourceLocation: sourceLocation)
      #expect(run.errors == errors, sourceLocation: sourceLocation)
      #expect(run.output == "", sourceLocation: sourceLocation)
    }
    #expect(site.versions == before, sourceLocation: sourceLocation)
    #expect(site.shop.folder.names("root/downloads") == [".lock"], sourceLocation: sourceLocation)
  }

  @Test("a promotion is refused before anything comes, by a dry run too, and keeps no other channel back")
  func backwards() throws {
    let site = try MirrorSite()
    site.offer(MirrorSite.Release("4.0.0", [try site.payload(1)]))
    try site.expect("--promote")
    site.offer(MirrorSite.Release("3.0.0", [try site.payload(2)]))
    let app = MirrorSite.app
    let downloads = site.server.requests.count { $0.method == "GET" }
    try expectRefused(
      site, "--promote", exit: 1,
      """
      omaha-pkg: error: channel stable amd64: channel "stable" of \(app) points to 4.0.0 for amd64, which is newer than 3.0.0
      omaha-pkg: hint: with --backwards it is done

      """)
    try expectRefused(
      site, "--promote --expect-current 2.0.0", exit: 1,
      """
      omaha-pkg: error: channel stable amd64: channel "stable" of \(app) points to 4.0.0 for amd64, but --expect-current is 2.0.0
      omaha-pkg: hint: look at what has changed: `omaha-pkg history --app \(app)`

      """)
    #expect(site.server.requests.count { $0.method == "GET" } == downloads)
    // For another channel it is no step back.
    try site.expect("--promote --channel beta", exit: 1)
    #expect(site.versions == ["3.0.0_amd64", "4.0.0_amd64"])
    #expect(try site.expect("--promote --backwards").output.contains("channel stable amd64 is at 3.0.0 now"))
  }

  @Test("a blocked target, a misspelled channel or app, and a broken app.xml are refused before anything comes")
  func refused() throws {
    let site = try MirrorSite()
    site.offer(MirrorSite.Release("4.0.0", [try site.payload(1)]))
    let app = MirrorSite.app
    try site.expect("--promote")
    site.offer(MirrorSite.Release("5.0.0", [try site.payload(2)]))
    try site.shop.expect("block add 5.0.0 --app \(app) --channel stable")
    let downloads = site.server.requests.count { $0.method == "GET" }
    func refused(_ options: String, exit status: Int32, _ message: String) throws {
      let runs = try ["", " --dry-run"].map { try site.expect(options + $0, exit: status) }
      #expect(runs[0].errors.contains(message) && runs[0].errors == runs[1].errors, "\(runs.map(\.errors))")
    }
    try refused("--promote", exit: 1, "channel \"stable\" of \(app) blocks 5.0.0\n")
    try site.shop.expect("block remove 5.0.0 --app \(app) --channel stable")
    let text = try site.shop.folder.text("root/catalog/\(app)/app.xml")
    let words = site.arguments("--promote").map { $0 == "stable" ? "stabel" : $0 }
    for more in [[], ["--dry-run"]] {
      let run = try Program.run(Program.omahaPkg, words + more, environment: site.environment)
      #expect(run.status == 66 && run.errors.contains("did you mean \"stable\"?"), "\(run.errors)")
    }
    try site.shop.folder.write(text.replacing("<channel", with: "<chanel"), to: "root/catalog/\(app)/app.xml")
    try refused("--promote", exit: 78, "the catalog is not valid")
    try FileManager.default.moveItem(
      atPath: "\(site.shop.root)/catalog/\(app)", toPath: "\(site.shop.root)/catalog/\(app.dropLast(2))75")
    try site.shop.folder.write(
      text.replacing(app, with: "\(app.dropLast(2))75"), to: "root/catalog/\(app.dropLast(2))75/app.xml")
    try refused("--promote", exit: 66, "did you mean \"\(app.dropLast(2))75\"?")
    #expect(site.server.requests.count { $0.method == "GET" } == downloads)
  }

  @Test("a dry run warns of what the promotion warns of")
  func warnings() throws {
    let site = try MirrorSite()
    site.offer(
      MirrorSite.Release("3.0.0", [try site.payload(1)], isFloor: true),
      MirrorSite.Release("4.0.0", [try site.payload(2)]))
    try site.expect("--promote")
    try site.shop.expect("pause --app \(MirrorSite.app) --channel stable")
    site.offer(MirrorSite.Release("5.0.0", [try site.payload(3)]))
    let runs = try ["--dry-run", ""].map { try site.expect("--channel beta --promote \($0)") }
    let notes = runs.map { $0.errors.split(separator: "\n").filter { $0.contains(": note: channel ") } }
    #expect(notes[0] == notes[1] && notes[0].count == 2, "\(notes)")
  }

  @Test("hashes that the server does not tell keep no release back, in a dry run neither")
  func fewHashes() throws {
    let site = try MirrorSite()
    let release = MirrorSite.Release("4.0.0", [try site.payload(1), try MirrorSite.File("oem.gz", [1, 2, 3])])
    site.offer(release)
    site.fault { request, _ in
      guard request.method == "POST" else { return nil }
      let answer = MirrorSite.answer([release], "http://\(request.headers["host"] ?? "")/packages/")
      return .xml(answer.replacing(#/ hash_sha256="[^"]*"/#, with: ""))
    }
    try site.expect("--promote --dry-run")
    try site.expect("--promote")
    #expect(site.versions == ["4.0.0_amd64"])
  }
}
