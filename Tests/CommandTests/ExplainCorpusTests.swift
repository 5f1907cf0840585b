import Foundation
import Testing
import TestSupport

/// Requests of real clients; they lie beside the repository on some machines only.
@Suite("omaha-pkg explain on captured requests", .enabled(if: !CapturedRequests.files.isEmpty))
struct ExplainCorpusTests {
  @Test("every request is explained by the answer that the server gives, or refused as the server refuses it")
  func corpus() throws {
    let shop = try Workshop()
    let app = "e96281a6-d1af-4bde-9a0a-97b76e56dc57"
    try shop.folder.write("hello", to: "update.gz")
    try shop.expect("add @update.gz --app \(app) --version 9999.0.0 --arch all")
    try shop.folder.write(
      """
      <app appid="\(app)"><channel name="stable"><target arch="all" version="9999.0.0"/></channel>
      <group name="beta" track="beta" channel="stable" poll-interval="3600"/>
      <group name="some" channel="stable"><rollout percent="50"/></group></app>
      """, to: "root/catalog/\(app)/app.xml")
    var reasons: [String: Int] = [:]
    for file in CapturedRequests.files {
      let name = file.lastPathComponent
      let explained = try Program.run(
        Program.omahaPkg, ["explain", file.path, "--format", "json"], environment: ["OMAHA_ROOT": shop.root])
      let server = try Program.run(
        "/bin/sh", ["-c", "exec \"$0\" <\"$1\"", Program.directory + "/omaha-cgi", file.path],
        environment: [
          "OMAHA_ROOT": shop.root, "REQUEST_METHOD": "POST", "CONTENT_TYPE": "text/xml", "HTTP_HOST": "localhost",
          "CONTENT_LENGTH": "\(try Data(contentsOf: file).count)", "GATEWAY_INTERFACE": "CGI/1.1",
        ])
      if explained.status != 0 {
        #expect(explained.status == 1, "\(name): \(explained.errors)")
        #expect(server.output.hasPrefix("Status: 400"), "\(name): \(server.output)")
        reasons["refused", default: 0] += 1
        continue
      }
      let explanation = try JSONDecoder().decode(Explanation.self, from: Data(explained.output.utf8))
      let body = try #require(server.output.firstRange(of: "<?xml"), "\(name): \(server.output)").lowerBound
      let daystart = /<daystart [^>]*>/
      #expect(
        explanation.response.replacing(daystart, with: "") == server.output[body...].replacing(daystart, with: ""),
        "\(name)")
      for app in explanation.apps {
        reasons[app.reason, default: 0] += 1
        #expect(app.steps.last?.verdict == (app.decision == "update" ? "pass" : "stop"), "\(name)")
      }
    }
    for reason in ["refused", "offered", "unknown-app", "no-update-check"] {
      #expect(reasons[reason] != nil, "the corpus has \(reason): \(reasons)")
    }
  }

  private struct Explanation: Decodable {
    let response: String
    let apps: [App]

    struct App: Decodable {
      let decision: String
      let reason: String
      let steps: [Step]
    }

    struct Step: Decodable {
      let verdict: String
    }
  }
}

/// The files that the requests are in.
private enum CapturedRequests {
  static let files: [URL] = {
    let repository = URL(filePath: #filePath).appending(path: "../../..").standardized
    let folder = repository.appending(path: "../shared/corpus/requests").standardized
    let files = try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
    return (files ?? []).sorted { $0.path < $1.path }
  }()
}
