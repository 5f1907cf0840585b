import Foundation
import Testing
import TestSupport

@testable import PackageServer

/// Files over the wire.
@Suite struct DownloadTests {
  private static let file = TestSite.path + "update.gz"
  private static let bytes = (0..<1_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }

  @Test("The whole file, a part of it, its head, and what is beyond its end")
  func parts() throws {
    let site = try TestSite(["update.gz": Self.bytes])
    let client = try TestClient(port: site.port)
    func get(_ headers: [String] = [], method: String = "GET") throws -> TestAnswer {
      client.send(TestSite.request("\(method) \(Self.file)", headers))
      return try #require(client.answer(toHead: method == "HEAD"))
    }
    let whole = try get()
    #expect(whole.status == 200 && whole.body == Self.bytes)
    #expect(whole["content-length"] == "1000000" && whole["accept-ranges"] == "bytes")
    #expect(whole["content-type"] == "application/octet-stream" && whole["date"]?.hasSuffix(" GMT") == true)
    let part = try get(["Range: bytes=1000-1999"])
    #expect(part.status == 206 && part.body == Array(Self.bytes[1000..<2000]))
    #expect(part["content-range"] == "bytes 1000-1999/1000000" && part["content-length"] == "1000")
    let rest = try get(["Range: bytes=999990-"])
    #expect(rest.body == Array(Self.bytes[999_990...]) && rest["content-range"] == "bytes 999990-999999/1000000")
    #expect(try get(["Range: bytes=-3"]).body == Array(Self.bytes.suffix(3)))
    #expect(try get(["Range: bytes=0-0,5-5"]).body.count == 1_000_000)
    #expect(try get(["Range: bytes=0-0", "Range: bytes=5-5"]).body.count == 1_000_000)
    let beyond = try get(["Range: bytes=1000000-"])
    #expect(beyond.status == 416 && beyond["content-range"] == "bytes */1000000")
    let head = try get(method: "HEAD")
    #expect(head.status == 200 && head["content-length"] == "1000000" && head["etag"] == whole["etag"])
    #expect(try get(["Range: bytes=0-0"], method: "HEAD").status == 200)

    let downloads = site.reported.compactMap { if case .download(let download) = $0 { download } else { nil } }
    #expect(downloads.map(\.sent) == [1_000_000, 1_000, 10, 3, 1_000_000, 1_000_000])
    #expect(downloads.allSatisfy { $0.isFinished && $0.client == "127.0.0.1" && $0.name == "update.gz" })
  }

  @Test("Conditions are about the file that was sent before")
  func conditions() throws {
    let site = try TestSite(["update.gz": Self.bytes])
    let client = try TestClient(port: site.port)
    func status(_ headers: String...) throws -> Int {
      client.send(TestSite.request("GET \(Self.file)", headers))
      return try #require(client.answer()).status
    }
    client.send(TestSite.request("HEAD \(Self.file)"))
    let head = try #require(client.answer(toHead: true))
    let tag = try #require(head["etag"])
    let date = try #require(head["last-modified"])
    #expect(try status("If-None-Match: \(tag)") == 304)
    #expect(try status("If-None-Match: \"other\", W/\(tag)") == 304)
    #expect(try status("If-None-Match: \"other\"", "If-Modified-Since: \(date)") == 200)
    #expect(try status("If-Modified-Since: \(date)") == 304)
    #expect(try status("If-Match: \"other\"") == 412)
    #expect(try status("If-Match: *") == 200)
    #expect(try status("If-Unmodified-Since: \(date)") == 200)
    #expect(try status("If-Unmodified-Since: Sun, 06 Nov 1994 08:49:37 GMT") == 412)
    #expect(try status("Range: bytes=5-", "If-Range: \(tag)") == 206)
    #expect(try status("Range: bytes=5-", "If-Range: \(date)") == 206)
    #expect(try status("Range: bytes=5-", "If-Range: \"other\"") == 200)
    #expect(try status("Range: bytes=5-", "If-Range: W/\(tag)") == 200)
    #expect(try status("Range: bytes=5-", "If-Range: Sun, 06 Nov 1994 08:49:37 GMT") == 200)
  }

  @Test("A file that was written to in place is not sent any more, and nothing is offered")
  func changed() throws {
    let site = try TestSite(["update.gz": Self.bytes, "oem.gz": [1, 2, 3]])
    let client = try TestClient(port: site.port)
    client.send(TestSite.checkRequest())
    #expect(client.answer()?.text.contains("<manifest") == true)
    let handle = try FileHandle(forUpdating: URL(fileURLWithPath: site.folder + "/oem.gz"))
    try handle.write(contentsOf: [9])
    try handle.close()
    for file in [Self.file, TestSite.path + "oem.gz", "/healthz"] {
      client.send(TestSite.request("GET \(file)"))
      #expect(client.answer()?.status == 503)
    }
    client.send(TestSite.checkRequest())
    #expect(client.answer()?.text.contains("<updatecheck status=\"noupdate\"/>") == true)
    #expect(site.reported.filter { $0 == .changed(name: "oem.gz") }.count == 1)
  }

  @Test(
    "A download ends early, and not in other bytes, when the file is written to or cut meanwhile",
    arguments: [false, true])
  func changedMeanwhile(isCut: Bool) throws {
    // More than the buffers of the two sides take.
    let size = 64 << 20
    let site = try TestSite(["update.gz": [UInt8](repeating: 1, count: size)])
    let client = try TestClient(port: site.port, receiveBuffer: 65_536)
    client.send(TestSite.request("GET \(Self.file)"))
    #expect(client.read(1_000_000) >= 1_000_000)
    let handle = try FileHandle(forUpdating: URL(fileURLWithPath: site.folder + "/update.gz"))
    if isCut {
      try handle.truncate(atOffset: 100)
    } else {
      try handle.write(contentsOf: [UInt8](repeating: 2, count: size))
    }
    try handle.close()
    let rest = try #require(client.rest())
    #expect(rest.count < size - 1_000_000 && !rest.contains(2))
    #expect(site.waitForEvent { if case .changed = $0 { true } else { false } } != nil)
    #expect(site.waitForEvent { if case .download(let download) = $0 { !download.isFinished } else { false } } != nil)
  }

  @Test("A file that is replaced under its name goes on being served as it was offered")
  func replaced() throws {
    let site = try TestSite(["update.gz": Self.bytes])
    try Data([1, 2, 3]).write(to: URL(fileURLWithPath: site.folder + "/update.gz"), options: .atomic)
    let client = try TestClient(port: site.port)
    client.send(TestSite.request("GET \(Self.file)"))
    #expect(client.answer()?.body == Self.bytes)
  }

  @Test("A client that goes away and a server that ends are both told of, with what was sent")
  func brokenOff() throws {
    let site = try TestSite(["update.gz": [UInt8](repeating: 1, count: 64 << 20)])
    for isServer in [false, true] {
      var client: TestClient? = try TestClient(port: site.port, receiveBuffer: 65_536)
      client?.send(TestSite.request("GET \(Self.file)"))
      #expect((client?.read(1) ?? 0) > 0)
      if isServer { site.server.stop() } else { client = nil }
      let count = isServer ? 2 : 1
      #expect(
        site.waitForEvent { _ in site.reported.count == count } != nil)
      guard case .download(let download) = site.reported.last else { continue }
      #expect(!download.isFinished && download.sent < 64 << 20 && download.range == 0..<64 << 20)
    }
  }
}
