import Foundation
import TestSupport
import Testing

/// Commands that root runs in somebody else's repository, and those of somebody who may not write there.
@Suite(
  "Whose the files of a repository are",
  .enabled(if: geteuid() == 0 && Program.installed("setpriv") != nil, "this needs root and setpriv"))
struct OwnershipTests {
  private static let owner = 12_345
  private static let app = "--app com.example.agent"
  let shop: Workshop

  init() throws {
    shop = try Workshop(initialized: false)
    // Others are to reach the folder, wherever temporary files are.
    try shop.folder.write("hello", to: "update.gz")
    try shop.folder.write("m1\n", to: "list")
    for path in [shop.folder.path, shop.folder.path + "/update.gz", shop.folder.path + "/list"] { try give(path) }
  }

  private func give(_ path: String, to owner: Int = owner) throws {
    try FileManager.default.setAttributes([.ownerAccountID: owner, .groupOwnerAccountID: owner], ofItemAtPath: path)
  }

  /// The files and directories below the repository that do not belong to a user and its group.
  private func strangers(to owner: Int) throws -> [String] {
    let root = shop.root
    let names = try #require(FileManager.default.enumerator(atPath: root)).compactMap { $0 as? String }
    return try (["."] + names).filter { name in
      let attributes = try FileManager.default.attributesOfItem(atPath: "\(root)/\(name)")
      return attributes[.ownerAccountID] as? Int != owner || attributes[.groupOwnerAccountID] as? Int != owner
    }
  }

  /// Runs a command as another user.
  private func run(as user: Int, _ words: String) throws -> Run {
    try Program.run(
      try #require(Program.installed("setpriv")),
      ["--reuid=\(user)", "--regid=\(user)", "--clear-groups", Program.omahaPkg] + shop.arguments(words),
      environment: ["OMAHA_ROOT": shop.root])
  }

  private static let commands = [
    "add @update.gz \(app) --version 1.0 --channel stable", "add @update.gz \(app) --version 2.0 --link",
    "promote 2.0 \(app) --channel stable", "group add lab \(app) --channel stable --machines @list",
    "block 1.0 \(app)", "remove 1.0 \(app)",
  ]

  @Test("What root makes, with every command from the first, belongs to the owner of the directory above")
  func root() throws {
    for command in ["init"] + Self.commands {
      try shop.expect(command)
      #expect(try strangers(to: Self.owner) == [], "\(command)")
    }
    // So the owner goes on.
    let run = try run(as: Self.owner, "promote 2.0 \(Self.app) --channel beta")
    #expect(run.status == 0, "\(run.errors)")
    #expect(try strangers(to: Self.owner) == [])
  }

  @Test("A link where root makes the lock gives nothing away")
  func links() throws {
    try shop.expect("init")
    let victim = try shop.folder.write("secret", to: "victim")
    for name in ["catalog/.lock", "payloads/com.example.agent"] {
      try FileManager.default.createSymbolicLink(atPath: "\(shop.root)/\(name)", withDestinationPath: victim)
    }
    _ = try shop.run("add @update.gz \(Self.app) --version 1.0 --channel stable")
    let attributes = try FileManager.default.attributesOfItem(atPath: victim)
    #expect(attributes[.ownerAccountID] as? Int == 0)
    #expect(try shop.folder.text("victim") == "secret")
  }

  @Test("A lock that an earlier version left to root stops nobody")
  func oldLock() throws {
    try shop.expect("init")
    try shop.folder.write("", to: "root/catalog/.lock")
    try shop.folder.setPermissions(0o644, of: "root/catalog/.lock")
    let run = try run(as: Self.owner, "add @update.gz \(Self.app) --version 1.0 --channel stable")
    #expect(run.status == 0, "\(run.errors)")
  }

  @Test("Who may not write there is told whose the files are")
  func hint() throws {
    for command in ["init"] + Self.commands { try shop.expect(command) }
    let run = try run(as: 54_321, "block 2.0 \(Self.app)")
    #expect((64...78).contains(run.status), "\(run.status)")
    #expect(
      run.errors.contains(
        "belongs to #\(Self.owner): run the command as that user, such as with `sudo -u '#\(Self.owner)'`"),
      "\(run.errors)")
  }

  /// What root has left in a repository of somebody else, what the owner types then, and the exit code.
  static let strays: [(path: String, isDirectory: Bool, words: String, status: Int32)] = [
    ("catalog/com.example.agent", true, "pause \(app)", 73),
    ("catalog/com.example.agent", true, "promote 2.0 \(app) --channel beta", 73),
    ("catalog/com.example.agent/releases", true, "add @update.gz \(app) --version 3.0", 73),
    ("payloads/com.example.agent", true, "add @update.gz \(app) --version 3.0", 73),
    ("payloads", true, "add @update.gz --app org.other --version 3.0", 73),
    ("catalog/com.example.agent/app.xml", false, "pause \(app)", 74),
    ("catalog/com.example.agent/history.jsonl", false, "pause \(app)", 74),
    ("catalog/.lock", false, "pause \(app)", 74),
    ("catalog/com.example.agent/lab.txt", false, "list", 74),
  ]

  @Test("What root has left in the way is to be given to the owner of the repository", arguments: strays.indices)
  func stray(index: Int) throws {
    let (name, isDirectory, words, status) = Self.strays[index]
    for command in ["init"] + Self.commands { try shop.expect(command) }
    let path = "\(shop.root)/\(name)"
    try give(path, to: 0)
    try FileManager.default.setAttributes([.posixPermissions: isDirectory ? 0o755 : 0o600], ofItemAtPath: path)
    let refused = try run(as: Self.owner, words)
    #expect(refused.status == status, "\(words)\n\(refused.errors)")
    let chown = "chown \(isDirectory ? "-R " : "")\(Self.owner) \(path)"
    #expect(
      refused.errors.hasSuffix(
        "hint: \(path) belongs to root, and the repository to #\(Self.owner): `sudo \(chown)` gives it back\n"),
      "\(refused.errors)")
    // Somebody else has to be the owner besides.
    let other = try run(as: 54_321, words)
    #expect(
      other.errors.contains("belongs to root, and") == other.errors.contains("gives it back; then run the command as"),
      "\(other.errors)")
    try Program.output(of: "/bin/sh", ["-c", chown])
    let run = try run(as: Self.owner, words)
    #expect(run.status == 0, "\(run.errors)")
  }

  @Test("An operator's file that may not be read is said to be that")
  func operatorsFile() throws {
    for command in ["init"] + Self.commands { try shop.expect(command) }
    let path = try shop.folder.write("m2\n", to: "secret")
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
    for words in ["group set lab \(Self.app) --machines @secret", "add @secret \(Self.app) --version 4.0"] {
      let run = try run(as: Self.owner, words)
      #expect(run.status == 66 && run.errors.contains("\(path): cannot open: permission denied\n"), "\(run.errors)")
    }
  }

  @Test("A dry run is refused where the payloads may not be read, as the command itself")
  func unreadablePayloads() throws {
    for command in ["init"] + Self.commands { try shop.expect(command) }
    try give("\(shop.root)/payloads", to: 0)
    try shop.folder.setPermissions(0o700, of: "root/payloads")
    for words in [
      "add @update.gz \(Self.app) --version 3.0 --channel stable", "promote 2.0 \(Self.app) --channel beta",
      "remove 2.0 \(Self.app)", "prune --keep 0 \(Self.app)",
    ] {
      let runs = try ["", " --dry-run"].map { try run(as: Self.owner, words + $0) }
      #expect(runs[0].errors.contains("cannot read \(shop.root)/payloads: permission denied"), "\(runs[0].errors)")
      #expect(runs[0].status == runs[1].status && runs[0].errors == runs[1].errors, "\(words)\n\(runs[1].errors)")
    }
  }

  @Test("Where everything is somebody else's, the command is to be run as that user")
  func elsewhere() throws {
    for command in ["init"] + Self.commands { try shop.expect(command) }
    try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: "\(shop.root)/catalog")
    for words in ["list", "pause \(Self.app)", "add @update.gz \(Self.app) --version 3.0"] {
      let run = try run(as: 54_321, words)
      #expect(
        run.errors.contains(
          "\(shop.root)/catalog belongs to #\(Self.owner): run the command as that user, such as with `sudo -u '#\(Self.owner)'`"
        ), "\(run.errors)")
    }
  }

  @Test("A history that may not be read is not written anew without what it has")
  func history() throws {
    for command in ["init"] + Self.commands { try shop.expect(command) }
    try shop.expect("add @update.gz \(Self.app) --version 1.5")
    let path = "root/catalog/com.example.agent/history.jsonl"
    try give(shop.folder.path(of: path), to: 0)
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: shop.folder.path(of: path))
    let before = try shop.folder.text(path)
    let bundle = try Workshop()
    for words in [
      "add @update.gz --version 5.0 --app com.example.agent --channel stable",
      "export --policy --output \(shop.folder.path)/b.tar",
    ] { try bundle.expect(words.replacing("@", with: shop.folder.path + "/")) }
    let files = shop.folder.files()
    for command in [
      "pause", "history", "undo", "block add 2.0", "group set lab --oem x", "remove 1.5", "prune --keep 0",
      "promote 2.0 --channel beta", "add @update.gz --version 3.0 --channel beta", "import @b.tar --policy",
      "import @b.tar --promote beta",
    ] {
      let words = command.hasPrefix("import") ? "\(command) --backwards" : "\(command) \(Self.app)"
      for dry in command == "history" ? [""] : ["", " --dry-run"] {
        let run = try run(as: Self.owner, words + dry)
        #expect(
          run.status == 74 && run.errors.contains("cannot read \(shop.folder.path(of: path))"),
          "\(words)\(dry): \(run.status) \(run.output)\(run.errors)")
      }
    }
    #expect(try shop.folder.text(path) == before)
    #expect(shop.folder.files() == files)
    // What changes nothing needs no history.
    for dry in ["", " --dry-run"] {
      #expect(try run(as: Self.owner, "block add 1.0 \(Self.app)\(dry)").status == 0)
    }
  }
}
