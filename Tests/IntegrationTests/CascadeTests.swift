import Foundation
import Testing
import TestSupport

extension IntegrationTests {
  /// Mirrors of mirrors: real servers that copy from one another and serve machines of their own.
  @Suite struct Cascade {
    /// Copies everything that a site offers to another one.
    private func mirror(_ source: Site, to site: Site, _ options: String...) throws -> String {
      try site.package(
        ["mirror", source.url, "--app", App.id, "--channel", "stable", "--arch", "amd64", "--unsigned"] + options)
    }

    private func check(_ site: Site, _ version: String) throws -> UpdateResponse {
      let request = HTTPRequest(target: site.target, body: Array(App.check(version: version).utf8))
      return try UpdateResponse(request.with("Host", "127.0.0.1:\(site.port)").send(to: site.port).body)
    }

    @Test("An edge copies from a mirror with floors and further files, and serves its machines and the next one")
    func edge() async throws {
      let origin = try await Site.serving(version: "2.0.0", payload: Array("payload 2.0.0".utf8))
      let files = try ["update.gz", "extra:v1,a+b.gz"].map {
        try origin.folder.write(Array("4.0.0 \($0)".utf8), to: $0)
      }
      try origin.package(["add"] + files + ["--app", App.id, "--version", "4.0.0", "--channel", "stable"])
      try origin.package("floor", "add", "2.0.0", "--app", App.id, "--channel", "stable", "--reason", "new layout")
      let middle = try Site()
      let edge = try Site()
      for (source, site) in [(origin, middle), (middle, edge)] {
        try await wait(until: "the source offers both") {
          try self.mirror(source, to: site, "--dry-run").contains("would add 4.0.0")
        }
        let output = try mirror(source, to: site, "--promote")
        #expect(output.contains("added 2.0.0 amd64") && output.contains("2.0.0 is a floor now"), "\(output)")
        #expect(output.contains("channel stable amd64 is at 4.0.0 now"))
        #expect(try mirror(source, to: site).contains("4.0.0 is here already"))
        try site.package("check")
        try site.package("verify")
        try site.startService()
        try await site.startNginx()
      }
      let first = try check(edge, "1.0.0")
      #expect(try first("//manifest/@version") == "2.0.0")
      let next = try check(edge, "2.0.0")
      #expect(try next("//manifest/@version") == "4.0.0")
      #expect(try next("//package[2]/@name") == "extra:v1,a+b.gz")
      for index in 1...2 {
        let url = try next("//url/@codebase") + next("//package[\(index)]/@name")
        #expect(url.hasPrefix(edge.url))
        let body = try Program.output(of: "curl", ["-sS", url])
        #expect(body == "4.0.0 \(try next("//package[\(index)]/@name"))")
      }
    }

    @Test("omaha-pkg probe finds nothing wrong with our own answers, also to a mirror")
    func probe() async throws {
      let site = try await Site.serving()
      for options in [[], ["--multi-manifest-ok"], ["--download"]] {
        let words = [
          "probe", site.url, "--app", App.id, "--version", "1.0.0", "--track", "stable", "--expect", "4.0.0",
        ]
        let run = try Program.run(Program.omahaPkg, words + options)
        #expect(run.status == 0, "\(run.output)\(run.errors)")
        #expect(!run.output.contains("warning: ") && !run.output.contains("note: "), "\(run.output)")
      }
    }
  }
}
