import Foundation
import Testing

@testable import Bundling
@testable import Catalog
@testable import CatalogEditing
@testable import FastCGI
@testable import Gateway
@testable import Journal
@testable import Omaha
@testable import OmahaClient
@testable import OmahaCurl
@testable import PackageServer
@testable import Payload
import UpdateService
@testable import XML

/// The page about security claims nothing without a test, no limit but those of the code, no protection but the unit's.
@Suite("deploy/SECURITY.md")
struct SecurityPageTests {
  @Test("Every claim names tests, and every test that is named exists")
  func claims() throws {
    let page = try SecurityPage()
    let tests = try SecurityPage.tests()
    #expect(tests.contains("SecurityPageTests.claims") && !tests.contains("SecurityPageTests.nothing"))
    for row in page.rows {
      #expect(row.heading.last == "proved by", "\(row.heading)")
      #expect(row.cells.count == row.heading.count, "\(row.cells)")
      let named = row.quoted(row.cells.count - 1)
      #expect(!named.isEmpty, "\(row.cells) names no test")
      for name in named {
        let exists =
          name.contains("/")
          ? FileManager.default.isReadableFile(atPath: "\(SecurityPage.top)/\(name)") : tests.contains(name)
        #expect(exists, "\(name) of \(row.cells.first ?? "")")
      }
    }
    #expect(page.rows.count > 60)
  }

  private static let limits: [String: Int] = {
    let server = ServerLimits()
    let xml = XMLLimits()
    let serving = ServingLimits()
    return [
      "ServingLimits.connections": serving.connections,
      "ServingLimits.arrival": Int(serving.arrival.components.seconds),
      "ServingLimits.stall": Int(serving.stall.components.seconds),
      "ServingLimits.farewell": Int(serving.farewell.components.seconds),
      "ServingLimits.headerField": serving.headerField, "ServingLimits.header": serving.header,
      "ServingLimits.headerFields": serving.headerFields, "ServingLimits.piece": serving.piece,
      "GatewayWorker.maximumBodySize": GatewayWorker.maximumBodySize, "XMLLimits.maximumSize": xml.maximumSize,
      "XMLLimits.maximumDepth": xml.maximumDepth, "XMLLimits.maximumElements": xml.maximumElements,
      "XMLLimits.maximumAttributes": xml.maximumAttributes, "RequestDecoder.maximumApps": RequestDecoder.maximumApps,
      "RequestDecoder.maximumEvents": RequestDecoder.maximumEvents,
      "RequestDecoder.maximumValueLength": RequestDecoder.maximumValueLength,
      "RequestDecoder.maximumNotices": RequestDecoder.maximumNotices,
      "UpdateService.maximumManifests": UpdateService.maximumManifests,
      "LogLine.maximumValueLength": LogLine.maximumValueLength, "Version.maximumLength": Version.maximumLength,
      "ApplicationID.maximumLength": ApplicationID.maximumLength, "ServerLimits.parameterBytes": server.parameterBytes,
      "ServerLimits.requestBytes": server.requestBytes, "ServerLimits.arrivingBytes": server.arrivingBytes,
      "ServerLimits.waitingBytes": server.waitingBytes, "ServerLimits.maximumConnections": server.maximumConnections,
      "ServerLimits.arrival": Int(server.arrival.components.seconds),
      "ServerLimits.service": Int(server.service.components.seconds),
      "ServerLimits.shutdown": Int(server.shutdown.components.seconds),
      "ServerAnswer.maximumSize": ServerAnswer.maximumSize, "ServerURL.maximumLength": ServerURL.maximumLength,
      "CurlOptions.mostHeaderBytes": CurlOptions.mostHeaderBytes,
      "CurlOptions.mostRedirects": CurlOptions.mostRedirects,
      "BundleLimits.manifest": BundleLimits.manifest, "BundleLimits.catalog": BundleLimits.catalog,
      "BundleLimits.paxHeader": BundleLimits.paxHeader, "BundleLimits.padding": BundleLimits.padding,
      "AppDefinition.maximumSize": AppDefinition.maximumSize, "ReleaseFile.maximumSize": ReleaseFile.maximumSize,
      "AppReader.maximumChildren": AppReader.maximumChildren, "MachineList.maximumSize": MachineList.maximumSize,
      "TimeZoneDirectory.limit": TimeZoneDirectory.limit, "ChangeHistory.maximumCount": ChangeHistory.maximumCount,
      "ChangeHistory.maximumSize": ChangeHistory.maximumSize,
      "CrAUMetadata.maximumManifestSize": Int(CrAUMetadata.maximumManifestSize),
      "ManifestCensus.maximumOperations": ManifestCensus.maximumOperations,
      "CheckIn.maximumTextLength": CheckIn.maximumTextLength, "CheckIn.maximumEvents": CheckIn.maximumEvents,
      "Frame.maximumBodyLength": Frame.maximumBodyLength, "JournalLimits.segmentBytes": JournalLimits().segmentBytes,
      "JournalLimits.totalBytes": JournalLimits().totalBytes,
    ]
  }()

  @Test("The limits are those of the code, and all of them")
  func limits() throws {
    var named: Set<String> = []
    for row in try SecurityPage().rows where row.heading.first == "limit" {
      let name = try #require(row.quoted(2).first)
      let value = Int(row.cells[1].filter(\.isNumber))
      #expect(value == Self.limits[name], "\(name)")
      named.insert(name)
    }
    #expect(named == Set(Self.limits.keys))
  }

  /// The lines of the service's unit that take something away.
  private func protections() throws -> [String] {
    let unit = try SecurityPage.text(of: "deploy/systemd/omaha-fcgi.service")
    let service = try #require(
      unit.components(separatedBy: "[Service]").last?.components(separatedBy: "[Install]").first)
    return service.components(separatedBy: "\n").filter { line in
      line.contains("=") && !line.hasPrefix("#")
        && !["Exec", "Restart", "Timeout", "Type", "Notify"].contains { line.hasPrefix($0) }
    }
  }

  @Test("The lines of the systemd unit are those of the unit, in any order, each with what it takes away")
  func unit() throws {
    let rows = try SecurityPage().rows.filter { $0.heading == ["line", "what is gone", "proved by"] }
    #expect(rows.compactMap { $0.quoted(0).first }.sorted() == (try protections().sorted()))
    #expect(rows.allSatisfy { !$0.cells[1].isEmpty })
  }

  @Test("What the limits allow to be kept is less than half of what the unit allows")
  func memory() throws {
    let line = try #require(try protections().first { $0.hasPrefix("MemoryMax=") })
    let megabytes = try #require(Int(line.filter(\.isNumber)))
    #expect(line.hasSuffix("M"))
    let limits = ServerLimits()
    #expect(limits.arrivingBytes + limits.waitingBytes < megabytes << 19)
  }

  @Test("nginx is configured as the page says")
  func webServer() throws {
    let folder = "deploy/nginx"
    let names = try FileManager.default.contentsOfDirectory(atPath: "\(SecurityPage.top)/\(folder)")
    let lines = Set(
      try names.filter { $0.hasSuffix(".conf") }.flatMap { name in
        try SecurityPage.text(of: "\(folder)/\(name)").components(separatedBy: "\n").map {
          $0.trimmingCharacters(in: .whitespaces)
        }
      })
    let rows = try SecurityPage().rows.filter { $0.heading.count == 3 && $0.heading[1] == "line" }
    #expect(!rows.isEmpty)
    for line in rows.flatMap({ $0.quoted(1) }) { #expect(lines.contains(line), "\(line)") }
  }
}
