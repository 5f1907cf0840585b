import Foundation
import Testing
import TestSupport

extension IntegrationTests {
  /// Nebraska's syncer, which copies a channel with its floors.
  @Suite struct MirrorFlow {
    /// Three releases with packages of their own each, two of them floors.
    private static let releases = [
      ("2.0.0", ["update.gz", "oem-azure.gz"]), ("3.0.0+build.1", ["update.gz", "extra:v1,a+b.gz"]),
      ("5.0.0", ["flatcar_production_update.gz", "oem-azure.gz", "flatcar-python.gz"]),
    ]

    private func prepare(_ site: Site) throws {
      for (version, names) in Self.releases {
        let files = try names.map { try site.folder.write(Array("\(version) \($0)".utf8), to: $0) }
        let options = ["--version", version, "--arch", "amd64", "--channel", "stable", "--backwards"]
        try site.package(["add"] + files + ["--app", App.id] + options)
        for file in files { try FileManager.default.removeItem(atPath: file) }
      }
      try site.package("floor", "2.0.0", "--app", App.id, "--channel", "stable", "--reason", "new \"layout\" & more")
      try site.package("floor", "3.0.0+build.1", "--app", App.id, "--channel", "stable")
    }

    private func ask(_ site: Site, _ version: String, knowsFloors: Bool) throws -> UpdateResponse {
      let request = HTTPRequest(target: site.target, body: App.syncer(version: version, knowsFloors: knowsFloors).utf8)
      return try UpdateResponse(request.with("Host", "127.0.0.1:\(site.port)").send(to: site.port).body)
    }

    /// A codebase and a name as Nebraska joins them: the name is a path, which is cleaned and then encoded.
    private func join(_ codebase: String, _ name: String) throws -> String {
      var components = try #require(URLComponents(string: codebase))
      components.path = NSString.path(withComponents: [components.path, name])
      return try #require(components.string)
    }

    @Test("It gets floors and target at once, and can fetch every package of each")
    func copies() async throws {
      let site = try await Site.serving()
      try prepare(site)
      try await wait(until: "the floors are there") {
        try ask(site, "1.0.0", knowsFloors: true).count("//manifest") == 3
      }
      let answer = try ask(site, "1.0.0", knowsFloors: true)
      #expect(try answer.status == "ok")
      #expect(try answer.count("/response/app/updatecheck/urls") == 1)
      #expect(try answer.count("/response/app/updatecheck/urls/url") == 1)
      let codebase = try answer("/response/app/updatecheck/urls/url[1]/@codebase")
      #expect(codebase == "http://127.0.0.1:\(site.port)/packages/\(App.id)/")
      for (index, (version, names)) in Self.releases.enumerated() {
        let manifest = "/response/app/updatecheck/manifest[\(index + 1)]"
        #expect(try answer("\(manifest)/@version") == version)
        #expect(try answer("\(manifest)/@is_floor") == (index < 2 ? "true" : ""))
        #expect(try answer("\(manifest)/@floor_reason") == (index == 0 ? "new \"layout\" & more" : ""))
        #expect(try answer("\(manifest)/@is_target") == (index == 2 ? "true" : ""))
        #expect(try answer.count("\(manifest)/packages/package") == names.count)
        for (place, own) in names.enumerated() {
          let package = "\(manifest)/packages/package[\(place + 1)]"
          let name = try answer("\(package)/@name")
          #expect(name == "\(version)/amd64/\(own)")
          for url in [try join(codebase, name), codebase + name] {
            let file = "\(site.folder.path)/fetched"
            #expect(try Program.output(of: "curl", ["-sS", "-w", "%{http_code}", "-o", file, url]) == "200")
            let sha256 = try Program.output(of: "sha256sum", [file]).prefix { $0 != " " }
            #expect(try answer("\(package)/@hash_sha256") == sha256)
            #expect(try Data(contentsOf: URL(fileURLWithPath: file)) == Data("\(version) \(own)".utf8))
          }
        }
      }
      // One that takes the first manifest asks with its version next, and comes to the target in the end.
      #expect(try ask(site, "2.0.0", knowsFloors: true).count("//manifest") == 2)
      let last = try ask(site, "3.0.0+build.1", knowsFloors: true)
      #expect(try last.count("//manifest") == 1)
      #expect(try last("//manifest/@is_target") == "true")
      #expect(try last("//url/@codebase") == "\(codebase)5.0.0/amd64/")
      #expect(try last("//package[1]/@name") == "flatcar_production_update.gz")
      #expect(try ask(site, "5.0.0", knowsFloors: true).status == "noupdate")
    }

    @Test("One that knows no floors waits before them, and a machine gets one release at a time")
    func waits() async throws {
      let site = try await Site.serving()
      try prepare(site)
      try await wait(until: "the floors are there") { try ask(site, "1.0.0", knowsFloors: false).status == "noupdate" }
      #expect(site.serviceLog.contains("reason=floor-ahead target=5.0.0"))
      #expect(try ask(site, "1.0.0", knowsFloors: false).count("//manifest") == 0)
      let beyond = try ask(site, "3.0.0+build.1", knowsFloors: false)
      #expect(try beyond("//manifest/@version") == "5.0.0")
      #expect(try beyond.count("//manifest/@is_target") == 0)
      let machine = try UpdateResponse(site.post(App.check(version: "1.0.0")).body)
      #expect(try machine.count("//manifest") == 1)
      #expect(try machine("//manifest/@version") == "2.0.0")
      #expect(try machine.count("//manifest/@is_floor") == 0)
      #expect(try machine("//package[1]/@name") == "update.gz")
    }
  }
}
