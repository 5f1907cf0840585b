import Foundation
import Testing
import TestSupport

extension IntegrationTests {
  @Suite struct Packages {
    private static let target = "/packages/\(App.id)/4.0.0/amd64/update.gz"

    private func get(_ target: String, method: String = "GET", _ headers: [(String, String)] = [], from site: Site)
      throws -> Reply
    {
      var request = HTTPRequest(method: method, target: target, body: [])
      request.headers = [("Host", "localhost")] + headers
      request.contentLength = nil
      return try request.send(to: site.port)
    }

    @Test("A payload is served as it is, and may be cached for ever")
    func payload() async throws {
      let site = try await Site.serving(payload: Array("0123456789".utf8))
      let reply = try get(Self.target, [("Accept-Encoding", "gzip")], from: site)
      #expect(reply.status == 200)
      #expect(reply.text == "0123456789")
      #expect(reply.headers["content-type"] == "application/octet-stream")
      #expect(reply.headers["content-encoding"] == nil)
      #expect(reply.headers["cache-control"] == "public, max-age=31536000, immutable")
      #expect(reply.headers["accept-ranges"] == "bytes")

      let tag = try #require(reply.headers["etag"])
      #expect(try get(Self.target, [("If-None-Match", tag)], from: site).status == 304)
      let head = try get(Self.target, method: "HEAD", from: site)
      #expect(head.status == 200)
      #expect(head.headers["content-length"] == "10")
    }

    @Test("A part of a payload is served by Range, and a range past its end is refused")
    func ranges() async throws {
      let site = try await Site.serving(payload: Array("0123456789".utf8))
      let middle = try get(Self.target, [("Range", "bytes=4-")], from: site)
      #expect(middle.status == 206)
      #expect(middle.text == "456789")
      #expect(middle.headers["content-range"] == "bytes 4-9/10")
      #expect(try get(Self.target, [("Range", "bytes=10-")], from: site).status == 416)
      // A payload that is not the one of the first part comes whole.
      let other = try get(Self.target, [("Range", "bytes=4-"), ("If-Range", "\"other\"")], from: site)
      #expect(other.status == 200)
    }

    @Test(
      "Nothing but payloads is served",
      arguments: [
        "/", "/packages", "/packages/", "/packages/\(App.id)", "/packages/\(App.id)/",
        "/packages/\(App.id)/4.0.0/amd64/",
        "/packages/\(App.id)/4.0.0/amd64/none", "/packages/../catalog/\(App.id)/app.xml",
        "/packages/..%2fcatalog/\(App.id)/app.xml",
        "/packages/%2e%2e/catalog/\(App.id)/app.xml", "/catalog/\(App.id)/app.xml", "/v1/updates", "/v1/update/x",
        "/v1", "/index.html",
      ])
    func nothingElse(target: String) async throws {
      let site = try await Site.serving()
      let reply = try get(target, from: site)
      #expect([400, 404].contains(reply.status), "\(target)")
      #expect(reply.headers["cache-control"] == nil)
    }

    @Test("A payload that is still being copied is not served")
    func unfinished() async throws {
      let site = try await Site.serving()
      let folder = "\(site.root)/payloads/\(App.id)/4.0.0/amd64"
      try Data("half".utf8).write(to: URL(fileURLWithPath: "\(folder)/.update.gz.part"))
      #expect(try get("/packages/\(App.id)/4.0.0/amd64/.update.gz.part", from: site).status == 404)
    }

    @Test("A payload cannot be written over HTTP", arguments: ["PUT", "POST", "DELETE"])
    func readOnly(method: String) async throws {
      let site = try await Site.serving(payload: Array("0123456789".utf8))
      #expect(try get(Self.target, method: method, from: site).status == 405)
      #expect(try get(Self.target, from: site).text == "0123456789")
    }
  }
}
