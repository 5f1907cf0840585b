import Foundation
import TestSupport
import Testing

/// Answers as Flatcar's server and Nebraska write them are sources, with payloads of our own behind them.
@Suite("Answers of other servers")
struct RealSourceTests {
  /// Our own in that shape, and those of the corpus where it lies beside the repository.
  private static let answers: [URL] = {
    let tests = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "..").standardized
    let own = ["flatcar", "nebraska-floors"].map { tests.appending(path: "Fixtures/sources/\($0).xml") }
    let corpus = tests.appending(path: "../../../shared/corpus/responses").standardized
    let files = try? FileManager.default.contentsOfDirectory(at: corpus, includingPropertiesForKeys: nil)
    let captured = (files ?? []).filter { $0.lastPathComponent.hasSuffix("-flatcar.xml") }
    return own + captured.sorted { $0.path < $1.path }
  }()

  /// An answer whose hashes and sizes are those of payloads that there are, by name.
  private struct Answer {
    let text: String
    var files: [String: MirrorSite.File] = [:]
    var versions: [String] = []

    init(_ text: String, in site: MirrorSite) throws {
      var parts: [String] = []
      for part in text.split(separator: "<manifest ") {
        guard !parts.isEmpty else {
          parts.append(
            String(part).replacing(#/codebase="[^"]*"/#, with: "codebase=\"\(site.server.url)/packages/\""))
          continue
        }
        versions.append(String(part.firstMatch(of: #/version="([^"]+)"/#)?.output.1 ?? ""))
        var changed = String(part)
        var payload: MirrorSite.File?
        for element in part.matches(of: #/<package\s[^>]*name="([^"]+)"[^>]*>/#) {
          let name = String(element.output.1)
          let file = try files[name] ?? site.payload(UInt8(files.count + 1), name: name)
          files[name] = file
          payload = payload ?? file
          changed.replace(
            element.output.0,
            with: element.output.0.replacing(#/hash="[^"]*"/#, with: "hash=\"\(file.sha1)\"")
              .replacing(#/hash_sha256="[^"]*"/#, with: "hash_sha256=\"\(file.hex)\"")
              .replacing(#/size="[^"]*"/#, with: "size=\"\(file.bytes.count)\""))
        }
        parts.append(changed.replacing(#/ sha256="[^"]*"/#, with: " sha256=\"\(payload?.sha256 ?? "")\""))
      }
      self.text = parts.joined(separator: "<manifest ")
    }
  }

  @Test("are mirrored with all floors and files, and probed", arguments: answers)
  func source(file: URL) throws {
    let site = try MirrorSite()
    let answer = try Answer(String(contentsOf: file, encoding: .utf8), in: site)
    site.fault { request, _ in
      if request.method == "POST" { return .xml(answer.text) }
      let file = answer.files[String(request.target.dropFirst("/packages/".count))]
      return file.map { .file($0.bytes, tag: nil, request) } ?? TestHTTPServer.Reply(404)
    }
    #expect(!answer.versions.isEmpty)
    let run = try site.expect("--promote")
    #expect(!run.errors.contains("warning"), "\(run.errors)")
    #expect(site.versions == answer.versions.map { "\($0)_amd64" }.sorted())
    let target = try #require(answer.versions.last)
    #expect(run.output.contains("channel stable amd64 is at \(target) now"), "\(run.output)")
    for (name, file) in answer.files {
      let holders = answer.versions.filter { (try? site.file($0, name)) == file.bytes }
      #expect(!holders.isEmpty, "\(name)")
    }
    let floors = try site.shop.expect("floor list --app \(MirrorSite.app)").output
    for floor in answer.versions.dropLast() { #expect(floors.contains(floor), "\(floors)") }
    try site.shop.expect("check")
    try site.shop.expect("verify")
    let words = [
      "probe", site.server.url, "--app", MirrorSite.app, "--version", "1.0.0", "--track", "stable", "--download",
      "--public-key", site.key.path,
    ]
    let several = answer.versions.count > 1 ? ["--multi-manifest-ok"] : []
    let probe = try Program.run(Program.omahaPkg, words + several, environment: site.environment)
    #expect(probe.status == 0 && probe.output.contains("signed with the key"), "\(probe.output)\(probe.errors)")
  }
}
