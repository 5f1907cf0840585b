import Foundation
import Testing
import TestSupport

extension IntegrationTests {
  @Suite struct UpdateFlow {
    @Test(
      "A machine checks, downloads, resumes, verifies, installs, reports and is then up to date",
      arguments: FrontDoor.allCases)
    func wholeUpdate(door: FrontDoor) async throws {
      let payload = Array((0..<300_000).lazy.map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) })
      let site = try await Site.serving(through: door, payload: payload)

      // The check.
      let reply = try site.post(App.check(version: "1.0.0", previousVersion: "0.0.0.0"))
      #expect(reply.status == 200)
      #expect(reply.headers["content-type"] == "text/xml; charset=utf-8")
      #expect(reply.headers["content-encoding"] == nil)
      let answer = try UpdateResponse(reply.body)
      #expect(try answer("/response/@protocol") == "3.0")
      #expect(try answer("/response/app/@appid") == "{\(App.id)}")
      #expect(try answer("/response/app/@status") == "ok")
      #expect(try answer("/response/app/ping/@status") == "ok")
      #expect(try answer("/response/app/event/@status") == "ok")
      #expect(try answer.count("/response/app/event") == 1)
      #expect(try answer.status == "ok")
      #expect(try answer("/response/app/updatecheck/manifest[1]/@version") == "4.0.0")
      let codebase = try answer("/response/app/updatecheck/urls/url[1]/@codebase")
      let package = "/response/app/updatecheck/manifest[1]/packages/package[1]"
      let name = try answer("\(package)/@name")
      #expect(codebase == "http://updates.example.com/packages/\(App.id)/4.0.0/amd64/")
      #expect(name == "update.gz")

      // The download, from the address that the answer names; the host name is resolved to this machine.
      let file = "\(site.folder.path)/downloaded"
      let resolve = [
        "--resolve", "updates.example.com:80:127.0.0.1", "--connect-to",
        "updates.example.com:80:127.0.0.1:\(site.port)",
      ]
      let download = ["-sS", "--fail", "-w", "%{http_code} %{size_download}", "-o", file] + resolve
      #expect(try Program.output(of: "curl", download + [codebase + name]) == "200 300000")
      try verify(file, against: answer, package)

      // The download again, broken off in the middle and resumed.
      try FileHandle(forUpdating: URL(fileURLWithPath: file)).truncate(atOffset: 123_456)
      #expect(try Program.output(of: "curl", download + ["-C", "-", codebase + name]) == "206 176544")
      try verify(file, against: answer, package)

      // The reports, one event each.
      for (type, result) in [(13, 1), (14, 1), (3, 1)] {
        let acknowledged = try UpdateResponse(site.post(App.event(version: "1.0.0", type, result)).body)
        #expect(try acknowledged("/response/app/@status") == "ok")
        #expect(try acknowledged("/response/app/event/@status") == "ok")
        #expect(try acknowledged.count("/response/app/updatecheck") == 0)
        #expect(try acknowledged.count("/response/app/ping") == 0)
      }

      // After the restart.
      let later = try UpdateResponse(site.post(App.check(version: "4.0.0", previousVersion: "1.0.0")).body)
      #expect(try later.status == "noupdate")
      #expect(try later("/response/app/@status") == "ok")
      #expect(try later.count("//urls") == 0)
      #expect(try later.count("//manifest") == 0)
    }

    private func verify(_ file: String, against answer: UpdateResponse, _ package: String) throws {
      let size = try FileManager.default.attributesOfItem(atPath: file)[.size] as? Int
      #expect(try answer("\(package)/@size") == size.map(String.init))
      // hash_sha256 is hex, as sha256sum prints it; hash and the action's sha256 are base64.
      #expect(try answer("\(package)/@hash_sha256") == hexadecimal("sha256sum", file))
      #expect(try answer("\(package)/@hash") == base64(hexadecimal("sha1sum", file)))
      let action = "/response/app/updatecheck/manifest[1]/actions/action[@event='postinstall'][1]"
      #expect(try answer("\(action)/@sha256") == base64(hexadecimal("sha256sum", file)))
      #expect(try answer("\(action)/@DisablePayloadBackoff") == "true")
    }

    private func hexadecimal(_ program: String, _ file: String) throws -> String {
      try String(Program.output(of: program, [file]).prefix { $0 != " " })
    }

    private func base64(_ hexadecimal: String) -> String {
      let digits = Array(hexadecimal)
      return Data(stride(from: 0, to: digits.count, by: 2).compactMap { UInt8(String(digits[$0...$0 + 1]), radix: 16) })
        .base64EncodedString()
    }

    @Test("Both addresses of the service answer, and the payload's address follows the request's scheme and Host")
    func hostAndScheme() async throws {
      let site = try await Site.serving()
      for target in ["/v1/update", "/v1/update/"] {
        var request = HTTPRequest(App.check(version: "1.0.0")).with("Host", "localhost:\(site.port)")
        request.target = target
        let answer = try UpdateResponse(request.send(to: site.port).body)
        let codebase = try answer("/response/app/updatecheck/urls/url/@codebase")
        #expect(codebase == "http://localhost:\(site.port)/packages/\(App.id)/4.0.0/amd64/")
      }
    }

    @Test("A client of HTTP/1.0, which names no host, gets the address that it came to")
    func noHost() async throws {
      let site = try await Site.serving()
      let connection = try Connection(port: site.port)
      let text = String(decoding: HTTPRequest(App.check(version: "1.0.0")).with("Host", nil).bytes, as: UTF8.self)
      try connection.send(Array(text.replacing("HTTP/1.1", with: "HTTP/1.0").utf8))
      let answer = try UpdateResponse(#require(try connection.reply()).body)
      let codebase = try answer("/response/app/updatecheck/urls/url/@codebase")
      #expect(codebase == "\(site.url)/packages/\(App.id)/4.0.0/amd64/")
    }

    @Test("Over TLS the payload's address is https")
    func tls() async throws {
      let site = try Site()
      try site.release("4.0.0", payload: Array("payload".utf8))
      try site.startService()
      let tlsPort = try freePort()
      let (key, certificate) = ("\(site.folder.path)/tls.key", "\(site.folder.path)/tls.pem")
      try Program.output(
        of: "openssl",
        [
          "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost", "-keyout", key, "-out",
          certificate,
        ])
      try await site.startNginx { site in
        try site.edit("tls.conf") {
          $0.replacing("/etc/ssl/certs/omaha.pem", with: certificate).replacing("/etc/ssl/private/omaha.key", with: key)
            .replacing("  listen [::]:443 ssl http2 default_server;\n", with: "").replacing(
              "443", with: "127.0.0.1:\(tlsPort)"
            )
            .replacing(
              "  include omaha/locations.conf;",
              with: """
                  location = /moved/update.gz {
                    return 302 http://127.0.0.1:\(site.port)/packages/\(App.id)/4.0.0/amd64/update.gz;
                  }
                  location = /moved/check { return 307 http://127.0.0.1:\(site.port)/v1/update; }
                  include omaha/locations.conf;
                """)
        }
        try site.edit("omaha.conf") { $0.replacing("# include omaha/tls.conf;", with: "include omaha/tls.conf;") }
      }
      let request = try site.folder.write(App.check(version: "1.0.0"), to: "request.xml")
      let url = "https://localhost:\(tlsPort)"
      let trust = ["-sS", "--fail", "--cacert", certificate]
      let reply = try Program.run(
        "curl", trust + ["-H", "Content-Type: text/xml", "--data-binary", "@\(request)", "\(url)/v1/update"])
      let answer = try UpdateResponse(reply.bytes)
      let codebase = try answer("/response/app/updatecheck/urls/url/@codebase")
      #expect(codebase == "\(url)/packages/\(App.id)/4.0.0/amd64/")
      #expect(try Program.output(of: "curl", trust + ["\(codebase)update.gz"]) == "payload")

      // Our own client trusts whom it is told to trust, and does not go on without encryption.
      let probe = ["probe", url, "--app", App.id, "--version", "1.0.0", "--track", "stable", "--expect", "4.0.0"]
      #expect(try Program.run(Program.omahaPkg, probe + ["--cacert", certificate]).status == 0)
      let untrusted = try Program.run(Program.omahaPkg, probe)
      #expect(untrusted.status == 69 && untrusted.errors.contains("hint: --cacert"), "\(untrusted.errors)")
      let mirror = try Site()
      let copy = ["mirror", url, "--app", App.id, "--channel", "stable", "--unsigned", "--cacert", certificate]
      try mirror.package(copy)
      let plain = "http://127.0.0.1:\(site.port)/packages/\(App.id)/5.0.0/amd64/"
      let file = try site.folder.write("payload 5", to: "update.gz")
      try site.package(
        "add", file, "--app", App.id, "--version", "5.0.0", "--channel", "stable", "--codebase", plain)
      try await wait(until: "5.0.0 is on offer") {
        try Program.run(Program.omahaPkg, probe + ["--cacert", certificate]).output.contains("5.0.0")
      }
      let refused = try Program.run(Program.omahaPkg, copy, environment: ["OMAHA_ROOT": mirror.root])
      #expect(refused.status == 69 && refused.errors.contains("--allow-http follows it"), "\(refused.errors)")
      try mirror.package(copy + ["--allow-http"])
      try mirror.package("verify")

      // Nor does it follow a redirect there, of the payload or of the check, unless it is told to.
      try site.folder.write("payload", to: "update.gz")
      try site.package(
        "add", file, "--app", App.id, "--version", "6.0.0", "--channel", "stable", "--codebase", "\(url)/moved/")
      try await wait(until: "6.0.0 is on offer") {
        try Program.run(Program.omahaPkg, probe + ["--cacert", certificate]).output.contains("6.0.0")
      }
      let check = copy.map { $0 == url ? "\(url)/moved/check" : $0 }
      for words in [copy, check] {
        let led = try Program.run(Program.omahaPkg, words, environment: ["OMAHA_ROOT": mirror.root])
        #expect(led.status == 69 && led.errors.contains("--allow-http follows it"), "\(led.errors)")
        #expect(try !mirror.package("list", "--app", App.id).contains("6.0.0"))
      }
      try mirror.package(check + ["--allow-http"])
      #expect(try mirror.package("list", "--app", App.id).contains("6.0.0"))
      try mirror.package("verify")

      // A codebase that it may not follow is left out when there is another.
      let codebases = [plain, "\(url)/packages/\(App.id)/4.0.0/amd64/"].flatMap { ["--codebase", $0] }
      try site.package(["add", file, "--app", App.id, "--version", "7.0.0", "--channel", "stable"] + codebases)
      try await wait(until: "7.0.0 is on offer") {
        try Program.run(Program.omahaPkg, probe + ["--cacert", certificate]).output.contains("7.0.0")
      }
      try mirror.package(copy)
      #expect(try mirror.package("list", "--app", App.id).contains("7.0.0"))
    }

    @Test("The rate limit of the configuration, once enabled, answers 429 and spares the others")
    func rateLimit() async throws {
      let site = try Site()
      try site.release("4.0.0", payload: Array("payload".utf8))
      try site.startService()
      try await site.startNginx { site in
        try site.edit("locations.conf") { $0.replacing("# limit_req ", with: "limit_req ") }
      }
      let statuses = try (0..<200).map { _ in try site.post(App.check(version: "1.0.0")).status }
      #expect(Set(statuses) == [200, 429])
      #expect(statuses.prefix(40).allSatisfy { $0 == 200 })
    }
  }
}

extension Site {
  /// Changes a rendered configuration file; the change must find what it replaces.
  func edit(_ file: String, _ change: (String) -> String) throws {
    let path = "\(nginxFolder)/omaha/\(file)"
    let text = try String(contentsOfFile: path, encoding: .utf8)
    let changed = change(text)
    guard changed != text else { throw Failure("\(file) has nothing to replace") }
    try changed.write(toFile: path, atomically: true, encoding: .utf8)
  }
}
