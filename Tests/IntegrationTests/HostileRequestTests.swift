import Foundation
import Testing
import TestSupport

extension IntegrationTests {
  @Suite struct HostileRequests {
    @Test("An app ID that is no ID is invalid, echoed as sent, and opens no file")
    func appIDs() async throws {
      let site = try await Site.serving()
      let hostile = [
        "../../etc/passwd", "..", ".", "", "/etc/passwd", "{\(App.id)", "\(App.id)/../\(App.id)", "{{\(App.id)}}",
        "a b", "%2e%2e",
        "\u{202E}moc.elpmaxe", String(repeating: "A", count: 65536),
      ]
      for id in hostile {
        let reply = try site.post(
          App.request(appID: id, "<ping active=\"1\"/><updatecheck/><event eventtype=\"3\" eventresult=\"2\"/>"))
        #expect(reply.status == 200, "\(id.prefix(40))")
        let answer = try UpdateResponse(reply.body)
        #expect(try answer("/response/app/@appid") == id, "\(id.prefix(40))")
        #expect(try answer("/response/app/@status") == "error-invalidAppId", "\(id.prefix(40))")
        #expect(try answer.count("//manifest") == 0)
      }
      #expect(try site.post(App.check(version: "1.0.0")).text.contains("status=\"ok\""))
    }

    @Test("Characters that are markup come back escaped")
    func markup() async throws {
      let site = try await Site.serving()
      let sent = "&quot;&gt;&lt;app appid=&apos;x&apos;&gt;&amp;amp;&#10;&#9;"
      let answer = try UpdateResponse(site.post(App.request(appID: sent, "<updatecheck/>")).body)
      #expect(try answer.count("/response/app") == 1)
      // xmllint prints the value; the line end and the tab inside it survive only when they are written as references.
      #expect(try answer("/response/app/@appid") == "\"><app appid='x'>&amp;\n\t")
    }

    @Test("A NUL, as a byte or as a reference, is a fault of the document")
    func nul() async throws {
      let site = try await Site.serving()
      let bytes = Array(App.request(appID: "a\u{0}b", "<updatecheck/>").utf8)
      #expect(try HTTPRequest(body: bytes).send(to: site.port).status == 400)
      #expect(try site.post(App.request(appID: "a&#0;b", "<updatecheck/>")).status == 400)
    }

    @Test("Billion laughs, outside entities and deep nesting are refused at once")
    func documents() async throws {
      let site = try await Site.serving()
      let laughs = (1...9).reduce("<!ENTITY l0 \"lol\">") { text, level in
        text + "<!ENTITY l\(level) \"" + String(repeating: "&l\(level - 1);", count: 10) + "\">"
      }
      let documents = [
        "<!DOCTYPE request [\(laughs)]><request protocol=\"3.0\"><app appid=\"&l9;\" version=\"1\"/></request>",
        "<!DOCTYPE request [<!ENTITY f SYSTEM \"file:///etc/passwd\">]><request protocol=\"3.0\"><app appid=\"&f;\" version=\"1\"/></request>",
        "<!DOCTYPE request SYSTEM \"http://127.0.0.1:\(site.port)/request.dtd\"><request protocol=\"3.0\"/>",
        "<request protocol=\"3.0\">" + String(repeating: "<a>", count: 200_000),
        "<request protocol=\"3.0\">" + String(repeating: "<a>", count: 1000) + String(repeating: "</a>", count: 1000)
          + "</request>",
        "<request protocol=\"3.0\"><app " + (0..<100_000).map { "a\($0)='' " }.joined().prefix(900_000)
          + "/></request>",
      ]
      for document in documents {
        let start = try site.serviceProcessorTime
        let reply = try site.post(document)
        #expect(reply.status == 400, "\(document.prefix(60)): \(reply.text)")
        // The service's own time: what else the machine does meanwhile does not count.
        #expect(try site.serviceProcessorTime - start < .seconds(2), "\(document.prefix(60))")
        #expect(!reply.text.contains("root:"))
      }
      #expect(try site.post(App.check(version: "1.0.0")).status == 200)
    }

    @Test(
      "A Host that is no host name never reaches the answer",
      arguments: [
        "evil.example/", "a\"b", "a<b>", "user@host", "a b", "host:port", "host:99999", "-", "[::1", "..", "host?x",
        "host#x", "a,b",
        String(repeating: "h", count: 4000),
      ])
    func host(_ host: String) async throws {
      let site = try await Site.serving()
      let reply = try HTTPRequest(App.check(version: "1.0.0")).with("Host", host).send(to: site.port)
      if reply.status == 200 {
        let answer = try UpdateResponse(reply.body)
        let codebases = try answer("/response/app/updatecheck/urls/url/@codebase")
        #expect(!codebases.contains(host), "\(codebases)")
        #expect(codebases.isEmpty || codebases.hasSuffix("/packages/\(App.id)/4.0.0/amd64/"))
      } else {
        #expect(reply.status == 400, "\(host.prefix(40)): \(reply.text)")
      }
      #expect(!reply.text.contains(host) || host.count < 3)
    }

    @Test("A body that stops half way holds up nobody, whether the machine is gone or only slow")
    func halfBodies() async throws {
      let site = try await Site.serving(threads: 2)
      let whole = HTTPRequest(App.check(version: "1.0.0")).bytes
      let slow = try (0..<8).map { _ in
        let connection = try Connection(port: site.port)
        try connection.send(Array(whole.prefix(whole.count / 2)))
        return connection
      }
      for _ in 0..<8 {
        let gone = try Connection(port: site.port)
        try gone.send(Array(whole.prefix(whole.count / 2)))
        gone.finishSending()
      }
      #expect(try site.post(App.check(version: "1.0.0")).status == 200)
      // The slow ones finish in their own time and are answered.
      for connection in slow {
        try connection.send(Array(whole.dropFirst(whole.count / 2)))
        #expect(try connection.reply()?.status == 200)
      }
    }
  }
}
