import Catalog
import Foundation
import Gateway
import Omaha
import Testing
import TestSupport

@testable import PackageServer

/// Checks are answered by the same code as behind a web server, from a catalog that was never a folder.
@Suite struct CheckTests {
  /// What omaha-fcgi's gateway answers from a repository with the same release.
  private struct Oracle {
    private let worker: GatewayWorker

    init(app: String) throws {
      let folder = try TemporaryFolder()
      let hash = String(repeating: "e3b0c442", count: 8)
      try folder.write(
        """
        <update appid="\(app)" version="4.0.0" arch="all">
          <urls><url codebase="\(TestSite.path)"/></urls>
          <manifest version="4.0.0">
            <packages>
              <package name="update.gz" hash="2jmj7l5rSw0yVb/vlWAYkK/YBwk=" hash_sha256="\(hash)" size="7" required="true"/>
              <package name="oem%20a.gz" hash="2jmj7l5rSw0yVb/vlWAYkK/YBwk=" hash_sha256="\(hash)" size="8" required="true"/>
            </packages>
            <actions><action event="postinstall" sha256="\(Self.sha256)" DisablePayloadBackoff="true"/></actions>
          </manifest>
        </update>
        """, to: "catalog/\(app)/releases/4.0.0_all.xml")
      try folder.write(
        """
        <app appid="\(app)">
          <channel name="package"><target arch="all" version="4.0.0"/></channel>
          <group name="everyone" channel="package"/>
        </app>
        """, to: "catalog/\(app)/app.xml")
      worker = GatewayWorker(Gateway(catalog: try Catalog.load(root: folder.path), log: TestLog()))
    }

    /// The base64 of the hash above.
    static let sha256 = Data(String(repeating: "e3b0c442", count: 8).bytesOfHex).base64EncodedString()

    static var manifest: Manifest {
      let hash = String(repeating: "e3b0c442", count: 8)
      return Manifest(
        version: "4.0.0",
        packages: [("update.gz", 7), ("oem%20a.gz", 8)].map { name, size in
          Package(name: name, size: size, sha1: "2jmj7l5rSw0yVb/vlWAYkK/YBwk=", sha256: hash)
        },
        actions: [
          Action(
            event: "postinstall",
            attributes: [
              Attribute(name: "sha256", value: sha256), Attribute(name: "DisablePayloadBackoff", value: "true"),
            ])
        ])
    }

    func answer(_ body: String) -> String {
      var exchange = OracleExchange(body: Array(body.utf8))
      return String(decoding: worker.respond(to: &exchange).cgi, as: UTF8.self)
    }
  }

  private struct OracleExchange: Exchange {
    let body: [UInt8]
    private var isRead = false

    init(body: [UInt8]) { self.body = body }

    func parameter(_ name: StaticString) -> String? {
      switch "\(name)" {
      case "REQUEST_METHOD": "POST"
      case "CONTENT_TYPE": "text/xml"
      case "CONTENT_LENGTH": "\(body.count)"
      case "HTTP_HOST": "site"
      case "REQUEST_SCHEME": "http"
      case "REMOTE_ADDR": "192.0.2.1"
      default: nil
      }
    }

    mutating func readBody(into buffer: inout [UInt8], atMost count: Int) -> Int {
      guard !isRead else { return 0 }
      isRead = true
      buffer += body
      return body.count
    }
  }

  static let app = "e96281a6-d1af-4bde-9a0a-97b76e56dc57"

  static let documents = [
    TestSite.check(), TestSite.check(version: "4.0.0"), TestSite.check(version: "5"), TestSite.check(version: "x y"),
    TestSite.check(app: app.uppercased()),
    TestSite.check().replacingOccurrences(of: "<updatecheck/>", with: "<ping active=\"1\"/>"),
    TestSite.check().replacingOccurrences(
      of: "<updatecheck/>", with: "<event eventtype=\"3\" eventresult=\"1\"/><updatecheck/>"),
    TestSite.check().replacingOccurrences(of: "<updatecheck/>", with: "<updatecheck targetversionprefix=\"3.\"/>"),
    TestSite.check().replacingOccurrences(
      of: "<request protocol=\"3.0\">", with: "<request protocol=\"3.1\"><os sp=\"x_aarch64\"/>"),
    TestSite.check().dropLast(20).description, "", "<!DOCTYPE x><request/>",
  ]

  @Test("Every answer is that of omaha-fcgi with the same release, byte for byte", arguments: documents)
  func sameBytes(document: String) throws {
    let oracle = try Oracle(app: Self.app)
    let catalogs = [ApplicationID(Self.app), nil].map {
      Catalog(offering: Oracle.manifest, at: [Codebase(TestSite.path)].compactMap(\.self), to: $0)
    }
    let site = try TestSite()
    for catalog in catalogs {
      site.gateway.replaceCatalog(try #require(catalog))
      let client = try TestClient(port: site.port)
      client.send(TestSite.request("POST /v1/update", ["Content-Type: text/xml"], body: document))
      let answer = try #require(client.answer())
      let expected = oracle.answer(document)
      #expect(expected.hasPrefix("Status: \(answer.status) "))
      // The seconds of the day may have moved between the two.
      let seconds = #/elapsed_seconds="\d+"/#
      #expect(
        expected.hasSuffix(answer.text)
          || expected.replacing(seconds, with: "").hasSuffix(answer.text.replacing(seconds, with: "")))
    }
  }

  @Test("Any application ID is offered the package, one that cannot be an ID is not, and --app restricts it")
  func applications() throws {
    let site = try TestSite()
    let client = try TestClient(port: site.port)
    func isOffered(_ app: String) throws -> Bool {
      client.send(TestSite.request("POST /v1/update", body: TestSite.check(app: app)))
      let text = try #require(client.answer()).text
      #expect(text.contains("appid=\"\(app)\""))
      return text.contains("<updatecheck status=\"ok\">")
    }
    for app in ["{\(Self.app)}", Self.app.uppercased(), "com.example.agent", "package", "x"] {
      #expect(try isOffered(app), "\(app)")
    }
    for app in ["", "{bad", "../x", "a b", "&quot;&lt;"] { #expect(try !isOffered(app), "\(app)") }
    site.gateway.replaceCatalog(try TestSite.catalog(app: ApplicationID(Self.app)))
    #expect(try isOffered("{\(Self.app.uppercased())}"))
    #expect(try !isOffered("com.example.agent"))
  }

  @Test("A client without a Host is told the address that it came to")
  func withoutHost() throws {
    let site = try TestSite()
    let client = try TestClient(port: site.port)
    client.send(TestSite.request("POST /v1/update", body: TestSite.check(), version: "HTTP/1.0", host: nil))
    #expect(client.answer()?.text.contains("codebase=\"http://127.0.0.1:\(site.port)\(TestSite.path)\"") == true)
  }
}

extension String {
  fileprivate var bytesOfHex: [UInt8] {
    let digits = Array(utf8)
    return stride(from: 0, to: digits.count, by: 2).compactMap {
      UInt8(String(decoding: digits[$0..<($0 + 2)], as: UTF8.self), radix: 16)
    }
  }
}
