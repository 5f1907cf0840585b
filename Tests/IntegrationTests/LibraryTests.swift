import Foundation
import TestSupport
import Testing

/// The library as a package of somebody else uses it.
@Suite struct LibraryTests {
  /// The lines of a page from an import on, indented as code.
  private func sample(_ page: String, from line: String) throws -> String {
    let text = try String(contentsOfFile: "\(Program.top)/\(page)", encoding: .utf8)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let start = try #require(lines.firstIndex(of: "    \(line)"))
    let sample = lines[start...].prefix { $0.isEmpty || $0.hasPrefix("    ") }
    #expect(sample.count { !$0.isEmpty && !$0.contains("import") } <= 10)
    return sample.joined(separator: "\n")
  }

  @Test(
    "A fresh package that depends on nothing but the products runs the lines of the README and of the client's page",
    .enabled(if: FullRun.isOn))
  func samples() throws {
    let folder = try TemporaryFolder()
    try folder.write(try sample("Sources/OmahaClient/README.md", from: "import Omaha"), to: "Sources/answer/main.swift")
    // What one says, the other one is told.
    let server = try TestHTTPServer { request in
      guard request.text.contains("<updatecheck/>") else { return .xml(Self.acknowledgement) }
      return .xml((try? folder.text("answer.xml")) ?? "")
    }
    let check = try sample("README.md", from: "import OmahaClient")
    try folder.write(check.replacing("https://updates.example.com", with: server.url), to: "Sources/check/main.swift")
    try folder.write(
      """
      // swift-tools-version: 6.2
      import PackageDescription

      let package = Package(
        name: "fresh",
        dependencies: [.package(name: "omaha", path: "\(Program.top)")],
        targets: [
          .executableTarget(name: "answer", dependencies: [.product(name: "Omaha", package: "omaha")]),
          .executableTarget(
            name: "check",
            dependencies: [.product(name: "OmahaClient", package: "omaha"), .product(name: "OmahaCurl", package: "omaha")]),
        ])
      """, to: "Package.swift")

    let answer = try Program.output(of: "swift", ["run", "--package-path", folder.path, "answer"])
    for part in [
      "<app appid=\"com.example.os\" status=\"ok\">", "<ping status=\"ok\"/>", "<updatecheck status=\"ok\">",
      "<manifest version=\"4.0.0\">", "<action event=\"postinstall\" sha256=\"", "<event status=\"ok\"/>",
    ] { #expect(answer.contains(part), "\(answer)") }
    try folder.write(answer, to: "answer.xml")
    let output = try Program.output(of: "swift", ["run", "--package-path", folder.path, "check"])
    #expect(output == "4.0.0: 428472 bytes at https://updates.example.com/update.gz")
    let asked = server.requests
    #expect(asked.map(\.target) == ["/v1/update/", "/v1/update/"])
    #expect(asked.last?.text.contains("eventtype=\"13\" eventresult=\"1\"") == true)
  }

  private static let acknowledgement = """
    <response protocol="3.0"><app appid="com.example.os" status="ok"><event status="ok"/></app></response>
    """

  @Test("The public declarations of the libraries name nothing but products")
  func publicNames() throws {
    for module in ["Omaha", "OmahaClient", "OmahaCurl"] {
      let folder = "\(Program.top)/Sources/\(module)"
      let files = try #require(FileManager.default.enumerator(atPath: folder)).compactMap { $0 as? String }
      for file in files where file.hasSuffix(".swift") {
        let text = try String(contentsOfFile: "\(folder)/\(file)", encoding: .utf8)
        let imports = text.matches(of: #/public import (\w+)/#).map { String($0.output.1) }
        #expect(Set(imports).isSubset(of: ["Omaha", "OmahaClient"]), "\(file)")
      }
    }
  }
}
