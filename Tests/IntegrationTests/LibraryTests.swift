import Foundation
import TestSupport
import Testing

/// The library as a package of somebody else uses it.
@Suite struct LibraryTests {
  @Test("A fresh package that depends on nothing but the product runs the lines of the README")
  func readme() throws {
    let readme = try String(contentsOfFile: "\(Program.top)/README.md", encoding: .utf8)
    let lines = readme.split(separator: "\n", omittingEmptySubsequences: false)
    let start = try #require(lines.firstIndex(of: "    import Omaha"))
    let sample = lines[start...].prefix { $0.isEmpty || $0.hasPrefix("    ") }
    #expect(sample.count { !$0.isEmpty } <= 12)

    let folder = try TemporaryFolder()
    let sources = "\(folder.path)/Sources/reader"
    try FileManager.default.createDirectory(atPath: sources, withIntermediateDirectories: true)
    try sample.joined(separator: "\n").write(toFile: "\(sources)/main.swift", atomically: true, encoding: .utf8)
    try """
    // swift-tools-version: 6.2
    import PackageDescription

    let package = Package(
      name: "reader",
      dependencies: [.package(name: "omaha", path: "\(Program.top)")],
      targets: [.executableTarget(name: "reader", dependencies: [.product(name: "Omaha", package: "omaha")])])
    """.write(toFile: "\(folder.path)/Package.swift", atomically: true, encoding: .utf8)

    let output = try Program.output(of: "swift", ["run", "--package-path", folder.path, "reader"])
    for part in [
      "<app appid=\"com.example.os\" status=\"ok\">", "<ping status=\"ok\"/>", "<updatecheck status=\"ok\">",
      "<manifest version=\"4.0.0\">", "<action event=\"postinstall\" sha256=\"", "<event status=\"ok\"/>",
    ] { #expect(output.contains(part), "\(output)") }
  }

  @Test("The public declarations of the library name nothing of XML's, which is no product")
  func publicNames() throws {
    let folder = "\(Program.top)/Sources/Omaha"
    let files = try #require(FileManager.default.enumerator(atPath: folder)).compactMap { $0 as? String }
    for file in files where file.hasSuffix(".swift") {
      let text = try String(contentsOfFile: "\(folder)/\(file)", encoding: .utf8)
      #expect(!text.contains("public import"), "\(file)")
    }
  }
}
