import Foundation
import Testing
import TestSupport

/// What other programs and people leave in a repository, and what belongs to others.
@Suite("Foreign files in a repository")
struct ForeignFilesTests {
  private static let app = "com.example.agent"
  let shop: Workshop

  init() throws {
    shop = try Workshop { shop in
      for version in ["1.0", "2.0"] {
        try shop.folder.write("hello \(version)", to: "\(version)/update.gz")
        try shop.expect("add @\(version)/update.gz --app \(Self.app) --version \(version)")
      }
      try shop.expect("promote 1.0 --app \(Self.app) --channel stable")
    }
  }

  @Test(
    "directories that nobody else may open stop no command",
    .enabled(if: geteuid() != 0 || Program.installed("setpriv") != nil, "setpriv is not installed"))
  func closed() throws {
    for parent in [
      "catalog", "catalog/\(Self.app)", "catalog/\(Self.app)/releases", "payloads", "payloads/\(Self.app)",
    ] {
      for name in ["lost+found", ".snapshot", "@eaDir"] {
        let path = "\(shop.root)/\(parent)/\(name)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: path)
      }
    }
    try shop.folder.write("hello 3.0", to: "3.0/update.gz")
    for command in [
      "add @3.0/update.gz --app \(Self.app) --version 3.0", "promote 2.0 --app \(Self.app) --channel stable",
      "floor 1.0 --app \(Self.app) --channel stable", "list", "show --app \(Self.app)", "check --strict", "verify",
      "explain --app \(Self.app) --version 0.5 --track stable", "remove 3.0 --app \(Self.app)",
    ] {
      // Root without the right to read what it may not.
      let drop = ["--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-all", Program.omahaPkg]
      let run =
        geteuid() == 0
        ? try Program.run(
          try #require(Program.installed("setpriv")), drop + shop.arguments(command),
          environment: ["OMAHA_ROOT": shop.root])
        : try shop.run(command)
      #expect(run.status == 0, "\(command)\n\(run.output)\(run.errors)")
    }
  }

  @Test("check names a copy of an app and a directory whose name can be no ID; commands go on")
  func copies() throws {
    let catalog = shop.root + "/catalog"
    for name in ["\(Self.app).bak", "agent (old)", "{E96281A6-D1AF-4BDE-9A0A-97B76E56DC57}"] {
      try FileManager.default.copyItem(atPath: "\(catalog)/\(Self.app)", toPath: "\(catalog)/\(name)")
    }
    let check = try shop.expect("check")
    #expect(
      check.lines == [
        "\(catalog)/agent (old): warning: this directory is not read: its name cannot be an application ID",
        "\(catalog)/\(Self.app).bak: warning: this directory is not read: its app.xml is that of \(Self.app), which has a directory of its own",
        "\(catalog)/{E96281A6-D1AF-4BDE-9A0A-97B76E56DC57}: warning: this directory is not read: its name cannot be an application ID; rename it to e96281a6-d1af-4bde-9a0a-97b76e56dc57",
        "ok: 1 app, 2 releases, 3 warnings",
      ])
    try shop.expect("promote 2.0 --app \(Self.app) --channel stable")
    #expect(try shop.expect("list").lines.count { $0.hasPrefix(Self.app) } == 1)
    // Nothing is published or changed where nobody is served from.
    try shop.folder.write("hello 3.0", to: "3.0/update.gz")
    let before = shop.folder.files()
    for command in [
      "add @3.0/update.gz --version 3.0", "add @3.0/update.gz --version 3.0 --dry-run", "floor 1.0",
      "promote 2.0 --channel stable",
    ] {
      let run = try shop.expect("\(command) --app \(Self.app).bak", exit: 78)
      #expect(run.errors.contains("appid \"\(Self.app)\" does not belong in the directory \"\(Self.app).bak\""))
      #expect(run.output.isEmpty)
    }
    #expect(shop.folder.files() == before)
  }

  @Test("what desktops and editors leave is no payload that a release should name")
  func junk() throws {
    for name in [
      ".DS_Store", "payloads/.DS_Store", "payloads/\(Self.app)/.DS_Store", "payloads/\(Self.app)/1.0/amd64/._update.gz",
      "payloads/@eaDir/update.gz", "catalog/\(Self.app)/app.xml~", "catalog/\(Self.app)/releases/1.0_amd64.xml~",
      "catalog/\(Self.app)/releases/#1.0_amd64.xml#",
    ] {
      try shop.folder.write("x", to: "root/\(name)")
    }
    try shop.expect("verify")
    try shop.expect("check --strict")
    try shop.folder.write("x", to: "root/payloads/\(Self.app)/1.0/amd64/other.gz")
    #expect(try shop.expect("verify", exit: 1).lines.map { $0.hasPrefix("unnamed") } == [true])
  }
}
