import Foundation
import Testing
import TestSupport

@Suite("omaha-pkg add copies, clones or links a payload")
struct PlacingTests {
  private static let app = "--app com.example.agent"
  private static let payload = Workshop.payload("1", "update.gz")

  let shop: Workshop

  init() throws {
    shop = try Workshop()
    try shop.folder.write(String(repeating: "hello", count: 50_000), to: "update.gz")
    try shop.folder.write(String(repeating: "jello", count: 50_000), to: "other.gz")
  }

  /// Writes over the operator's file in place, as `cp`, `curl -o` and a shell do.
  private func overwrite() throws {
    let (from, to) = (shop.folder.path + "/other.gz", shop.folder.path + "/update.gz")
    #expect(try Program.run("/bin/cp", [from, to]).status == 0)
    #expect(try shop.folder.text("update.gz") == shop.folder.text("other.gz"))
  }

  @Test("what is written into the file afterwards does not change what was published, nor what was put back")
  func copies() throws {
    let before = try shop.folder.text("update.gz")
    try shop.expect("add @update.gz \(Self.app) --version 1")
    try overwrite()
    #expect(try shop.folder.text(Self.payload) == before)
    try shop.folder.write(before, to: "update.gz")
    try FileManager.default.removeItem(atPath: shop.folder.path + "/" + Self.payload)
    #expect(
      try shop.expect("add @update.gz \(Self.app) --version 1").copied == """
        put update.gz back, copied
        1 amd64 of com.example.agent is there already

        """)
    try overwrite()
    #expect(try shop.folder.text(Self.payload) == before)
    try shop.expect("verify")
  }

  @Test("a copy can be read by the web server, whoever may read the file")
  func permissions() throws {
    try shop.folder.setPermissions(0o600, of: "update.gz")
    try shop.expect("add @update.gz \(Self.app) --version 1")
    let attributes = try FileManager.default.attributesOfItem(atPath: shop.folder.path + "/" + Self.payload)
    #expect((attributes[.posixPermissions] as? Int ?? 0) & 0o777 == 0o644)
  }

  @Test("with --link it is one file with the one that was given, also when it is put back")
  func links() throws {
    let add = "add @update.gz --link \(Self.app) --version 1"
    #expect(try shop.expect(add).output.hasSuffix("250000 bytes, linked\n"))
    #expect(try shop.folder.inode("update.gz") == shop.folder.inode(Self.payload))
    #expect(try shop.expect(add).output == "1 amd64 of com.example.agent is there already\n")
    try FileManager.default.removeItem(atPath: shop.folder.path + "/" + Self.payload)
    try shop.folder.write("damaged", to: Self.payload)
    #expect(try shop.expect(add).output.hasPrefix("put update.gz back, linked\n"))
    #expect(try shop.folder.inode("update.gz") == shop.folder.inode(Self.payload))
    try shop.expect("verify")
    try overwrite()
    #expect(try shop.expect("verify", exit: 1).output.hasPrefix("changed"))
    #expect(shop.folder.files().filter { $0.contains("omaha-tmp") } == [])
  }

  @Test("what cannot be linked is copied, with the reason")
  func obstacle() throws {
    try shop.folder.setPermissions(0o600, of: "update.gz")
    let run = try shop.expect("add @update.gz --link \(Self.app) --version 1")
    #expect(run.errors == "omaha-pkg: warning: update.gz cannot be linked, since others may not read it\n")
    #expect(run.copied.hasSuffix("250000 bytes, copied\n"))
    let foretold = try shop.expect("add @update.gz --link \(Self.app) --version 2 --dry-run")
    #expect(foretold.errors == run.errors && foretold.output.hasSuffix("250000 bytes, copied\n"))
    try shop.folder.setPermissions(0o644, of: "update.gz")
    let elsewhere = "/dev/shm/omaha-\(UUID().uuidString).gz"
    defer { try? FileManager.default.removeItem(atPath: elsewhere) }
    try Data("hello".utf8).write(to: URL(fileURLWithPath: elsewhere))
    let far = try shop.expect("add \(elsewhere) --link \(Self.app) --version 2")
    #expect(far.errors.hasSuffix(" cannot be linked, since it is on another file system\n") || far.errors == "")
  }

  @Test(
    "a file of another user is copied where Linux protects hard links, and --dry-run knows",
    .enabled(if: geteuid() == 0 && Program.installed("setpriv") != nil, "this needs root and setpriv"))
  func othersFile() throws {
    let nobody = 65_534
    for name in ["", "/root", "/root/catalog", "/root/payloads", "/root/catalog/.lock"] {
      let path = shop.folder.path + name
      guard FileManager.default.fileExists(atPath: path) else { continue }
      try FileManager.default.setAttributes(
        [.ownerAccountID: nobody, .groupOwnerAccountID: nobody], ofItemAtPath: path)
    }
    let setpriv = try #require(Program.installed("setpriv"))
    func add(_ options: String) throws -> Run {
      try Program.run(
        setpriv,
        ["--reuid", "\(nobody)", "--regid", "\(nobody)", "--clear-groups", Program.omahaPkg]
          + shop.arguments("add @update.gz --link \(Self.app) --version 1 \(options)"),
        environment: ["OMAHA_ROOT": shop.root])
    }
    let (foretold, done) = (try add("--dry-run"), try add(""))
    #expect(foretold.status == 0 && done.status == 0, "\(foretold.errors)\(done.errors)")
    #expect(foretold.errors == done.errors)
    let isProtected = try String(contentsOfFile: "/proc/sys/fs/protected_hardlinks", encoding: .utf8).hasPrefix("1")
    let how = isProtected ? "copied" : "linked"
    #expect(done.errors.contains("it belongs to another user") == isProtected)
    #expect(foretold.output.hasSuffix("250000 bytes, \(how)\n") && done.output.hasSuffix("250000 bytes, \(how)\n"))
  }

  /// Runs `omaha-pkg add` with what `Tests/Faults/cloning.c` does.
  private func add(_ environment: [String: String], options: String = "") throws -> Run {
    let library = try #require(try Faults.library("cloning", in: shop.folder))
    return try Program.run(
      Program.omahaPkg, shop.arguments("add @update.gz \(options)\(Self.app) --version 1"),
      environment: environment.merging(["OMAHA_ROOT": shop.root, "LD_PRELOAD": library]) { $1 })
  }

  @Test("where the file system can, it is a clone, and --dry-run says so")
  func clones() throws {
    #expect(try add(["CLONING": "yes"], options: "--dry-run ").output.hasSuffix("update.gz, 250000 bytes, cloned\n"))
    #expect(try add([:], options: "--dry-run ").output.hasSuffix("update.gz, 250000 bytes, copied\n"))
    #expect(try add(["CLONING": "yes"]).output.hasSuffix("update.gz, 250000 bytes, cloned\n"))
    #expect(try shop.folder.text(Self.payload) == shop.folder.text("update.gz"))
    try FileManager.default.removeItem(atPath: shop.folder.path + "/" + Self.payload)
    #expect(try add(["CLONING": "yes"], options: "--dry-run ").output.hasPrefix("would put update.gz back, cloned\n"))
    #expect(try add(["CLONING": "yes"]).output.hasPrefix("put update.gz back, cloned\n"))
    try shop.expect("verify")
    #expect(try shop.expect("check").output == "ok: 1 app, 1 release\n")
  }

  @Test(
    "a file that is changed between hashing and copying is not published, even if its size and times are as before",
    arguments: [[:], ["CLONING": "yes"]])
  func changing(environment: [String: String]) throws {
    let run = try add(environment.merging(["OVERWRITING": "yes"]) { $1 })
    #expect(run.status == 74 && run.errors.hasSuffix("update.gz: changed while being read\n"), "\(run.errors)")
    #expect(shop.folder.files().filter { $0.hasPrefix("root/payloads/") || $0.contains("/releases/") } == [])
    // What was published stays when it is to be put back.
    try shop.folder.write(String(repeating: "hello", count: 50_000), to: "update.gz")
    try shop.expect("add @update.gz \(Self.app) --version 1")
    try shop.folder.write("damaged", to: Self.payload)
    #expect(try add(environment.merging(["OVERWRITING": "yes"]) { $1 }).status == 74)
    #expect(try shop.folder.text(Self.payload) == "damaged")
  }

  @Test("a file that is changed before or while it is linked is not published", arguments: ["flock", "linkat"])
  func changingLinked(call: String) throws {
    // The first thing to be linked is then the payload.
    try shop.expect("add @other.gz \(Self.app) --version 0.5")
    let environment = ["OVERWRITING_AT": call, "SOURCE": shop.folder.path + "/update.gz"]
    let run = try add(environment, options: "--link ")
    #expect(run.status == 74 && run.errors.hasSuffix("update.gz: changed while being read\n"), "\(run.errors)")
    #expect(!shop.folder.has("root/catalog/com.example.agent/releases/1_amd64.xml"))
    guard call == "flock" else { return }
    // What was published stays when it is to be put back.
    try shop.folder.write(String(repeating: "hello", count: 50_000), to: "update.gz")
    try shop.expect("add @update.gz \(Self.app) --version 1")
    try shop.folder.write("damaged", to: Self.payload)
    #expect(try add(environment, options: "--link ").status == 74)
    #expect(try shop.folder.text(Self.payload) == "damaged")
  }

  @Test(
    "where a file system really clones, it does", .enabled(if: CloningDisk.isThere),
    arguments: ["", "--dry-run "])
  func reallyClones(option: String) throws {
    let disk = try CloningDisk(in: shop.folder)
    let run = try disk.run(
      ["add", "update.gz"] + shop.arguments("\(option)\(Self.app) --version 1"))
    #expect(run.status == 0 && run.output.hasSuffix("update.gz, 250000 bytes, cloned\n"), "\(run.output)\(run.errors)")
  }

  // MARK: --dry-run

  /// Everything below the folder with its inode and times, directories too.
  private func everything() throws -> [String] {
    let run = try Program.run("/usr/bin/find", [shop.folder.path, "-printf", "%p %i %s %T@ %C@ %m\\n"])
    #expect(run.status == 0)
    return run.lines.sorted()
  }

  /// Runs `add --dry-run` and expects that it changes nothing at all.
  private func foretold(_ words: String, exit status: Int32 = 0) throws -> Run {
    let before = try everything()
    let run = try shop.expect("add \(words) --dry-run \(Self.app)", exit: status)
    #expect(try everything() == before)
    return run
  }

  @Test("--dry-run says what would be done, and changes nothing at all")
  func dryRun() throws {
    #expect(
      try foretold("@update.gz --version 1 --channel stable").copied == """
        would make app com.example.agent
        would add 1 amd64 of com.example.agent: update.gz, 250000 bytes, copied
        would make channel stable of com.example.agent
        would point channel stable amd64 to 1

        """)
    #expect(
      try foretold("@update.gz @other.gz --version 1 --link").output.hasSuffix(
        "update.gz, 250000 bytes, linked; other.gz, 250000 bytes, linked\n"))
    try shop.expect("add @update.gz \(Self.app) --version 1 --channel stable")
    #expect(
      try foretold("@update.gz --version 1 --channel stable").output == """
        1 amd64 of com.example.agent is there already
        channel stable amd64 is at 1 already

        """)
    #expect(
      try foretold("@other.gz --version 2 --channel stable").copied == """
        would add 2 amd64 of com.example.agent: other.gz, 250000 bytes, copied
        would point channel stable amd64 to 2, from 1

        """)
    try shop.folder.write("damaged", to: Self.payload)
    #expect(try foretold("@update.gz --version 1").copied.hasPrefix("would put update.gz back, copied\n"))
    #expect(try foretold("@update.gz --version 1 --link").output.hasPrefix("would put update.gz back, linked\n"))
  }

  @Test("--dry-run fails as the addition would")
  func foretoldFailures() throws {
    try shop.expect("add @update.gz \(Self.app) --version 1")
    #expect(try foretold("@other.gz --version 1", exit: 73).errors.contains("exists with another payload"))
    _ = try foretold("@missing.gz --version 2", exit: 66)
    _ = try foretold("@update.gz --version 3 --previous 2 --channel stable", exit: 66)
    try shop.folder.write("CrAU", to: "cut.gz")
    #expect(try foretold("@cut.gz --version 2", exit: 1).errors.contains("is broken: truncated"))
    #expect(try foretold("@cut.gz --version 2 --force").errors.hasPrefix("omaha-pkg: warning: "))
    let missing = try Workshop(initialized: false)
    try missing.folder.write("hello", to: "update.gz")
    try missing.expect("add @update.gz \(Self.app) --version 1 --dry-run", exit: 66)
    #expect(missing.folder.files() == ["update.gz"])
  }
}
