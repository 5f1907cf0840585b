import Foundation
import Testing
import TestSupport

@Suite("omaha-pkg export")
struct ExportTests {
  static let app = "--app com.example.agent"

  let shop: Workshop

  init() throws { shop = try Workshop(Self.prepare) }

  /// Two channels, a floor, a blocked release, a delta, a list of machines, and two releases that nothing needs.
  static func prepare(_ shop: Workshop) throws {
    try shop.folder.write("hello", to: "update.gz")
    try shop.folder.write("oem", to: "oem-azure.gz")
    try shop.folder.write("m1\n", to: "lab.txt")
    for version in ["0.5", "0.9", "1.0", "1.2", "1.3"] { try shop.expect("add @update.gz \(app) --version \(version)") }
    try shop.expect("add @update.gz @oem-azure.gz \(app) --version 1.1 --channel stable")
    try shop.expect("add @oem-azure.gz \(app) --version 1.1 --previous 1.0")
    try shop.expect("promote 1.3 \(app) --channel beta")
    try shop.expect("floor add 0.9 \(app) --channel stable")
    try shop.expect("block add 1.3 \(app) --channel beta")
    try shop.expect("group add lab \(app) --channel stable --machines @lab.txt")
    try shop.expect("pin set 1.0 \(app) --group lab")
  }

  private func names(_ words: String) throws -> [String] {
    try shop.expect("export --output @out.tar " + words)
    return Archive(bundle: try shop.folder.bytes("out.tar")).entries.map(\.name)
  }

  private func releases(_ words: String) throws -> [String] {
    try names(words).filter { $0.contains("/releases/") }.map { String($0.split(separator: "/")[3].dropLast(4)) }
  }

  @Test("takes all releases, those of a version, or what machines of a channel may come to")
  func selection() throws {
    let all = ["0.5_amd64", "0.9_amd64", "1.0_amd64", "1.1_amd64", "1.1_amd64_from_1.0", "1.2_amd64", "1.3_amd64"]
    #expect(try releases("") == all)
    #expect(try releases(Self.app) == all)
    #expect(try releases("--version 1.1") == ["1.1_amd64", "1.1_amd64_from_1.0"])
    #expect(try releases("--channel stable") == ["0.9_amd64", "1.1_amd64", "1.1_amd64_from_1.0"])
    #expect(try releases("--channel beta") == ["1.2_amd64"])
    #expect(try releases("--channel beta --version 0.5") == ["0.5_amd64", "1.2_amd64"])
  }

  @Test("a policy comes with its lists and with every release that it needs, and with no history")
  func policy() throws {
    let names = try names("--policy --version 0.5")
    #expect(
      names.prefix(3) == [Archive.manifest, "catalog/com.example.agent/app.xml", "catalog/com.example.agent/lab.txt"])
    #expect(
      try releases("--policy --version 0.5").filter { !$0.contains("from") }
        == ["0.5", "0.9", "1.0", "1.1", "1.2"].map { $0 + "_amd64" })
    #expect(!names.contains { $0.contains("history") || $0.contains("lock") })
    // Byte by byte what is here.
    let archive = Archive(bundle: try shop.folder.bytes("out.tar"))
    #expect(archive["app.xml"].bytes == Array(try shop.appXML().utf8))
  }

  @Test("the same releases make the same bytes, which tar extracts and sha256sum verifies")
  func tar() throws {
    try shop.expect("export --policy --output @one.tar")
    try shop.expect("export --policy --output @two.tar")
    #expect(try shop.folder.bytes("one.tar") == shop.folder.bytes("two.tar"))
    try shop.folder.makeFolder("x")
    try Program.output(of: "tar", ["xf", shop.folder.path(of: "one.tar"), "-C", shop.folder.path(of: "x")])
    let list = try Program.output(
      of: "/bin/sh", ["-c", "cd '\(shop.folder.path(of: "x"))' && sha256sum --strict -c \(Archive.manifest)"])
    #expect(list.split(separator: "\n").count == 17 && !list.contains("FAILED"), "\(list)")
    // What is extracted is a repository.
    let check = try Program.run(Program.omahaPkg, ["verify", "--root", shop.folder.path(of: "x")])
    #expect(check.status == 0, "\(check.errors)")
  }

  @Test("a dry run says what it would write, and writes nothing")
  func dryRun() throws {
    let run = try shop.expect("export --version 1.1 --output @out.tar --dry-run")
    #expect(
      run.output == """
        would export 1.1 amd64 of com.example.agent
        would export 1.1 amd64 from 1.0 of com.example.agent
        would export 2 releases of com.example.agent: 3 payload files, 11 bytes, not signed

        """)
    #expect(try shop.expect("export --output - --dry-run --format json").output.contains("\"dryRun\" : true"))
    #expect(!shop.folder.has("out.tar"))
    let json = try shop.expect("export --version 1.1 --output @out.tar --format json").output
    // It compares every byte, signed or not.
    func wouldChange(_ words: String = "") throws -> Bool {
      let run = try shop.expect("export --version 1.1 --output @out.tar --dry-run --format json \(words)")
      return run.output.contains("\"changed\" : true")
    }
    #expect(try !wouldChange())
    for more in ["--dry-run", ""] {
      let same = try shop.expect("export --version 1.1 --output @out.tar \(more)").output
      #expect(same.hasSuffix("/out.tar has the very bytes already\n"), "\(same)")
    }
    let bytes = try shop.folder.bytes("out.tar")
    for other in [bytes + [0], Array(bytes.dropLast()), bytes.dropLast(60_000) + [1] + bytes.suffix(59_999)] {
      try shop.folder.write(other, to: "out.tar")
      #expect(try wouldChange())
    }
    try shop.folder.write(bytes, to: "out.tar")
    let key = shop.folder.path(of: "key.pem")
    try Program.output(of: "openssl", ["genpkey", "-algorithm", "ed25519", "-out", key])
    #expect(try wouldChange("--key \(key)"))
    try shop.expect("export --version 1.1 --output @out.tar --key \(key)")
    #expect(try !wouldChange("--key \(key)"))
    #expect(try wouldChange())
    #expect(shop.folder.names().filter { $0.hasSuffix(".part") } == [])
    for text in ["\"files\" : 3", "\"bytes\" : 11", "\"signed\" : false", "\"previous\" : \"1.0\""] {
      #expect(json.contains(text), "\(json)")
    }
  }

  @Test("what is not there is an error, and a file is replaced by a whole one or not at all")
  func faults() throws {
    try shop.folder.write("old", to: "out.tar")
    for (words, status) in [
      ("--version 9", 66), ("--channel nosuch", 66), ("--app org.other", 66), ("--key @missing", 66),
      ("--key @update.gz", 64),
    ] as [(String, Int32)] { try shop.expect("export --output @out.tar \(words)", exit: status) }
    try shop.expect("export", exit: 64)
    try shop.expect("export --output - --format json", exit: 64)
    try shop.expect("export --output @none/out.tar", exit: 73)
    // A payload that is not what its release says: seen by its size, or while it is written.
    try shop.folder.write("HELLO", to: Workshop.payload("1.2", "update.gz"))
    let changed = try shop.expect("export --output @out.tar", exit: 1)
    #expect(changed.errors.contains("is not what its release says"), "\(changed.errors)")
    // A pipe's other end may be far away, or no import at all; who knows better says so.
    for (words, status) in [("", 1), ("--unverified", 0)] as [(String, Int32)] {
      let script =
        "'\(Program.omahaPkg)' export --root '\(shop.root)' --output - \(words) | cat >/dev/null; exit ${PIPESTATUS[0]}"
      let piped = try Program.run("/bin/bash", ["-c", script])
      #expect(piped.status == status, "\(words): \(piped.errors)")
    }
    try shop.folder.write("hello!", to: Workshop.payload("1.2", "update.gz"))
    try shop.expect("export --output @out.tar", exit: 1)
    #expect(try shop.folder.text("out.tar") == "old")
    #expect(shop.folder.names().filter { $0.hasSuffix(".part") } == [])
    try FileManager.default.removeItem(atPath: shop.folder.path(of: Workshop.payload("1.2", "update.gz")))
    let missing = try shop.expect("export --output @out.tar", exit: 1)
    #expect(missing.errors.contains("there is no payload"), "\(missing.errors)")
    // Nothing of that concerns other releases.
    try shop.expect("export --output @out.tar --version 1.1")
  }

  @Test("a release that is served from elsewhere goes without its payload, with a warning")
  func elsewhere() throws {
    try shop.expect("add @update.gz \(Self.app) --version 2.0 --codebase https://cdn.example/os/")
    try FileManager.default.removeItem(atPath: shop.folder.path(of: Workshop.payload("2.0", "update.gz")))
    let run = try shop.expect("export --version 2.0 --output @out.tar")
    #expect(run.errors.contains("is exported without its payload"), "\(run.errors)")
    let other = try Workshop()
    try FileManager.default.copyItem(atPath: shop.folder.path(of: "out.tar"), toPath: other.folder.path(of: "in.tar"))
    let imported = try other.expect("import @in.tar")
    #expect(imported.output.contains("served from elsewhere"), "\(imported.output)")
  }

  @Test("all apps go together unless one is named; a version or a channel is that of one app")
  func severalApps() throws {
    try shop.expect("add @update.gz --app org.other --version 1.1 --channel stable")
    #expect(try names("").contains("payloads/org.other/1.1/amd64/update.gz"))
    try shop.expect("export --version 1.1 --output @out.tar", exit: 64)
    #expect(try releases("--version 1.1 --app org.other") == ["1.1_amd64"])
    #expect(try releases("--version 1.1 --app org.other \(Self.app)").count == 3)
  }

  @Test("floors of what is exported come along without the policy, and only those")
  func floors() throws {
    func floors(_ words: String) throws -> String? {
      guard try names(words).contains("floors/com.example.agent/floors.xml") else { return nil }
      let archive = Archive(bundle: try shop.folder.bytes("out.tar"))
      return String(decoding: archive["floors.xml"].bytes, as: UTF8.self)
    }
    let text = try #require(try floors("--channel stable"))
    #expect(text.contains("<channel name=\"stable\">") && text.contains("<floor version=\"0.9\"/>"), "\(text)")
    #expect(!text.contains("beta") && !text.contains("target"))
    #expect(try floors("--version 1.1") == nil)
    #expect(try floors("--policy") == nil)
  }
}
