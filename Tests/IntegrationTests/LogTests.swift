import Foundation
import Testing
import TestSupport

extension IntegrationTests {
  @Suite struct Log {
    /// The lines that a request adds to omaha-fcgi's log, which are there when its answer is.
    private func lines(_ body: String, to site: Site) async throws -> [String] {
      let before = try Data(contentsOf: URL(fileURLWithPath: site.serviceLogPath)).count
      #expect(try site.post(body).status == 200)
      var added = Data()
      try await wait(until: "a log line") {
        added = try Data(contentsOf: URL(fileURLWithPath: site.serviceLogPath)).dropFirst(before)
        return added.last == UInt8(ascii: "\n")
      }
      return String(decoding: added, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false).dropLast()
        .map(String.init)
    }

    private static let start =
      #"^time=20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d\d\dZ level=(info|warning) request=[0-9a-f]+ remote=127\.0\.0\.1 "#

    private func expect(_ line: String, _ pattern: String, _ location: SourceLocation = #_sourceLocation) throws {
      let expression = try NSRegularExpression(pattern: Self.start + pattern + "$")
      let range = NSRange(line.startIndex..., in: line)
      #expect(expression.firstMatch(in: line, range: range) != nil, "\(line)", sourceLocation: location)
    }

    @Test("A check is one line: who asked, what it has, what was decided and why")
    func check() async throws {
      let site = try await Site.serving()
      let offered = try await lines(App.check(version: "1.0.0", previousVersion: "0.9"), to: site)
      #expect(offered.count == 1)
      try expect(
        try #require(offered.first),
        #"app="?\{e96281a6-[-0-9a-f]*\}"? machine=abce671d61774703ac7be60715220bfe version=1\.0\.0 track=stable board="?amd64-usr"?"#
          + #" arch=amd64( (oem|platform|delta_okay)=\S+)+ group=stable decision=\S+ reason=offered target=4\.0\.0 ping=yes events="3/2 [^"]*from 0\.9[^"]*""#
      )
      let upToDate = try await lines(App.check(version: "4.0.0"), to: site)
      try expect(try #require(upToDate.first), #".* version=4\.0\.0 .* reason=up-to-date.*"#)
    }

    @Test("A failed update is in the log with the event, the result and the error in words and numbers")
    func failure() async throws {
      let site = try await Site.serving()
      let body = App.request("<event eventtype=\"3\" eventresult=\"0\" errorcode=\"268435466\"/>")
      let line = try #require(try await lines(body, to: site).first)
      try expect(
        line,
        #".* group=stable decision=none reason=no-update-check target=4\.0\.0 release=4\.0\.0 events="3/0 update complete: error, .*payload hash mismatch.*268435466.*""#
      )
    }

    @Test(
      "XML that is not well-formed is named in words, with its place and the attribute, to the client and in the log")
    func malformed() async throws {
      let site = try await Site.serving()
      let body = App.check(version: "1.0.0").replacing(
        "machinealias=\"\"", with: "machinealias=\"Bob \"the builder\"\"")
      let reply = try HTTPRequest(body).send(to: site.port)
      #expect(reply.status == 400)
      let place = try #require(reply.text.prefixMatch(of: #/line 4, column [0-9]+: /#))
      let words = "a quote in a value is not written &quot;, or one is missing (machinealias of <app>)"
      #expect(reply.text.dropFirst(place.output.count) == words + "\n")
      try await wait(until: "the refusal's line") { site.serviceLog.contains("level=warning") }
      #expect(site.serviceLog.contains("status=400 error=\"\(place.output)\(words)\"\n"))
    }

    @Test("Several apps are several lines of one request")
    func apps() async throws {
      let site = try await Site.serving()
      let body =
        "<request protocol=\"3.0\"><app appid=\"one\" version=\"1\"/><app appid=\"two\" version=\"1\"/></request>"
      let both = try await lines(body, to: site)
      #expect(both.count == 2)
      let requests = both.compactMap { $0.split(separator: " ").first { $0.hasPrefix("request=") } }
      #expect(requests.count == 2 && requests[0] == requests[1])
    }

    @Test("A refusal is in the log with its status and reason")
    func refusal() async throws {
      let site = try await Site.serving()
      #expect(try site.post("<no/>").status == 400)
      try await wait(until: "the refusal's line") { site.serviceLog.contains("level=warning") }
      #expect(site.serviceLog.contains("status=400 error=\"line 1"))
    }

    @Test("Whatever a machine sends, it cannot write a line of its own, forge a field or reach the terminal")
    func injection() async throws {
      let site = try await Site.serving()
      let attack =
        "x&#10;time=2026-01-01T00:00:00.000Z level=info app=forged reason=offered&#13;&#9;&quot; reason=forged \u{85}\u{2028}\u{202E}\u{7F}"
      let body = App.request(appID: attack, version: attack, track: attack, machine: attack, "<updatecheck/>")
      let added = try await lines(body, to: site).filter { !$0.contains("ignored=") }
      #expect(added.count == 1)
      let line = try #require(added.first)
      #expect(line.unicodeScalars.allSatisfy { (" "..."~").contains($0) }, "\(line)")
      // Outside of quotes there is one reason, and it is ours.
      #expect(unquoted(line).filter { $0.hasPrefix("reason=") } == ["reason=invalid-app-id"], "\(line)")
      #expect(unquoted(line).filter { $0.hasPrefix("app=") }.count == 1)
    }

    /// The words of a line that stand outside of quotes.
    private func unquoted(_ line: String) -> [String] {
      var words = [""]
      var (isQuoted, isEscaped) = (false, false)
      for character in line {
        if isEscaped {
          isEscaped = false
        } else if isQuoted {
          if character == "\\" { isEscaped = true } else if character == "\"" { isQuoted = false }
        } else if character == "\"" {
          isQuoted = true
        } else if character == " " {
          words.append("")
        } else {
          words[words.count - 1].append(character)
        }
      }
      return words
    }
  }
}
