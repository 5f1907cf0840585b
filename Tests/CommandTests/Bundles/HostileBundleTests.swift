import Foundation
import Testing
import TestSupport

/// Bundles that somebody made who is no friend. Where it is not the point, their hashes are right.
@Suite("A hostile bundle")
struct HostileBundleTests {
  struct Attack: CustomTestStringConvertible, Sendable {
    let testDescription: String
    /// What the message says.
    let error: String
    let change: @Sendable (inout Archive) throws -> Void

    init(_ description: String, _ error: String, _ change: @escaping @Sendable (inout Archive) throws -> Void) {
      testDescription = description
      self.error = error
      self.change = change
    }
  }

  private static let folder = "payloads/com.example.agent/1.0/amd64/"
  private static let release = "catalog/com.example.agent/releases/1.0_amd64.xml"

  /// Renames the payload everywhere: in the list of hashes and in the release.
  private static func renamed(_ name: String, _ error: String) -> Attack {
    Attack("a payload named \(name.debugDescription)", error) { archive in
      archive["update.gz"].name = folder + name
      let text = String(decoding: archive[".xml"].bytes, as: UTF8.self)
      let escaped = name.replacing("\u{1b}", with: "&#27;").replacing("\n", with: "&#10;")
      archive[".xml"].bytes = Array(text.replacing("update.gz", with: escaped).utf8)
      try archive.listHashes()
    }
  }

  /// Puts another entry before one of that name.
  private static func inserted(
    _ description: String, _ error: String, _ entry: Archive.Entry, before suffix: String, isListed: Bool = false
  ) -> Attack {
    Attack(description, error) { archive in
      let index = archive.entries.firstIndex { $0.name.hasSuffix(suffix) } ?? archive.entries.count
      archive.entries.insert(entry, at: index)
      if isListed { try archive.listHashes() }
    }
  }

  private static func edited(_ description: String, _ error: String, _ old: String, _ new: String) -> Attack {
    Attack(description, error) { archive in
      let text = String(decoding: archive[".xml"].bytes, as: UTF8.self)
      archive[".xml"].bytes = Array(text.replacing(old, with: new).utf8)
      try archive.listHashes()
    }
  }

  static let attacks: [Attack] =
    [
      ("1", "a hard link"), ("2", "a symbolic link"), ("3", "a device"), ("4", "a device"), ("5", "a folder"),
      ("6", "a pipe"),
      ("S", "a sparse file"), ("L", "an entry of another kind"),
    ].map { type, noun in
      Attack("\(noun) instead of the payload", "has \(noun)") { archive in
        archive["update.gz"].type = type
        archive["update.gz"].link = "/etc/passwd"
      }
    } + [
      Attack("a payload that is a link of the type of a file", "a link") { $0["update.gz"].link = "/etc/passwd" },
      inserted(
        "a folder before the payload", "a folder", Archive.Entry(name: folder, bytes: [], type: "5"),
        before: "update.gz"),
      renamed("../../../../catalog/x", "nothing in a repository is called"), renamed("..", "nothing in a repository"),
      renamed(".hidden", "nothing in a repository"), renamed("a\u{1b}[31mb", "nothing in a repository"),
      renamed("a b", "nothing in a repository"), renamed("a\nb", "is not a SHA-256"),
      Attack("an absolute name", "nothing in a repository is called") { archive in
        archive["update.gz"].name = "/etc/cron.d/x"
        try archive.listHashes()
      },
      Attack("a name that begins with ./", "where its list of hashes has") { archive in
        archive["update.gz"].name = "./" + archive["update.gz"].name
      },
      Attack("a name with .. beside a list that has the right one", "where its list of hashes has") { archive in
        archive["update.gz"].name = "payloads/../../" + archive["update.gz"].name
      },
      Attack("two entries of one name, both listed", "a second time") { archive in
        archive.entries.append(archive["update.gz"])
        try archive.listHashes()
      },
      Attack("two entries of one name, one listed", "which its list of hashes does not name") { archive in
        archive.entries.append(archive["update.gz"])
      },
      Attack("two lists of hashes", "where its list of hashes has") { $0.entries.insert($0[Archive.manifest], at: 1) },
      Attack("a file that is listed and not there", "which its list of hashes names") { $0.entries.removeLast() },
      Attack("a payload that no release names", "which no release in it names") { archive in
        archive.entries.append(Archive.Entry(name: folder + "more.gz", bytes: [1]))
        try archive.listHashes()
      },
      Attack("a release without its payload", "which its release 1.0_amd64.xml") { archive in
        archive.entries.removeLast()
        try archive.listHashes()
      },
      Attack("payloads in another order than listed", "where its list of hashes has") { $0.entries.swapAt(2, 3) },
      Attack("a release behind the payloads", "payloads come last") { archive in
        archive.entries.swapAt(1, 3)
        try archive.listHashes()
      },
      Attack("a payload changed under its listed hash", "has another hash than is listed") { archive in
        archive["update.gz"].bytes[0] ^= 1
      },
      Attack("a payload changed with its listed hash", "lists another hash of") { archive in
        archive["update.gz"].bytes[0] ^= 1
        try archive.listHashes()
      },
      edited(
        "a release with a wrong SHA-1", "with a SHA-1 that is not that of", "qvTGHdzF6KLavt4PO0gs2a6pQ00=",
        "AAAAAAAAAAAAAAAAAAAAAAAAAAA="),
      edited("a release with another size", "and the release says 6", "size=\"5\"", "size=\"6\""),
      edited("a release of another app", "has a release that no server would load", "com.example.agent", "org.other"),
      edited(
        "a release of another version", "has a release that no server would load", "version=\"1.0\"", "version=\"2.0\""),
      edited("a release that is no XML", "has a release that no server would load", "<update", "<<update"),
      edited(
        "a release with a control character", "has a release that no server would load", "appid=\"", "appid=\"&#27;[31m"
      ),
      Attack("a release with an entity bomb", "has a release that no server would load") { archive in
        archive[".xml"].bytes = Array("<!DOCTYPE x [<!ENTITY a \"aaaaaaaa\">]><update>&a;</update>".utf8)
        try archive.listHashes()
      },
      Attack("a header that claims exabytes", "and the release says 5") { $0["update.gz"].size = 8_589_934_591 },
      Attack("a release that claims gigabytes", "which may have") { $0[".xml"].size = 8_589_934_591 },
      Attack("a list of hashes that claims gigabytes", "which may have") { $0[Archive.manifest].size = 8_589_934_591 },
      Attack("an empty list of hashes", "does not end with a line") { $0[Archive.manifest].bytes = [] },
      Attack("a list of hashes that is not the first entry", "does not begin with") { $0.entries.swapAt(0, 1) },
      Attack("a signature of another length", "has a signature of 3 bytes") { archive in
        archive.entries.insert(Archive.Entry(name: Archive.manifest + ".sig", bytes: [1, 2, 3]), at: 1)
      },
      Attack("rubbish behind the end", "has something behind its end") { $0.tail = Array("rubbish".utf8) },
      Attack("another archive behind the end", "has something behind its end") { $0.tail = $0.bytes },
      Attack("an archive of another kind", "does not begin with") { $0 = Archive([.init(name: "readme", bytes: [1])]) },
      Attack("floors of an app without a release", "has floors of org.other and no release of it") { archive in
        archive.entries.insert(.init(name: "floors/org.other/floors.xml", bytes: [10]), at: 2)
        try archive.listHashes()
      },
      Attack("a list of machines without app.xml", "without its app.xml") { archive in
        archive.entries.insert(.init(name: "catalog/com.example.agent/lab.txt", bytes: [10]), at: 1)
        try archive.listHashes()
      },
      Attack("a list of machines that app.xml does not name", "does not name") { archive in
        let text = "<app appid=\"com.example.agent\"></app>"
        archive.entries.insert(.init(name: "catalog/com.example.agent/app.xml", bytes: Array(text.utf8)), at: 1)
        archive.entries.insert(.init(name: "catalog/com.example.agent/lab.txt", bytes: [10]), at: 2)
        try archive.listHashes()
      },
      Attack("a name with control characters in a header", "\\u{1b}[31m") { archive in
        archive["update.gz"].name = folder + "\u{1b}[31mred"
      },
    ]

  @Test(
    "is refused, nothing of it comes into the repository, and no control character reaches the terminal",
    arguments: attacks)
  func refused(attack: Attack) throws {
    let source = try Workshop(for: "hostile source") { shop in
      try shop.folder.write("hello", to: "update.gz")
      try shop.folder.write("oem", to: "oem.gz")
      try shop.expect("add @update.gz @oem.gz --app com.example.agent --version 1.0")
      try shop.expect("export --output @out.tar")
    }
    let shop = try Workshop()
    var archive = Archive(bundle: try source.folder.bytes("out.tar"))
    try shop.folder.write(archive.bytes, to: "good.tar")
    try attack.change(&archive)
    try shop.folder.write(archive.bytes, to: "in.tar")
    let run = try shop.expect("import @in.tar", exit: 1)
    #expect(run.errors.contains(attack.error), "\(run.errors)")
    #expect(!run.errors.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" })
    #expect(try Snapshot(shop).files == [:])
    #expect(shop.folder.files().filter { $0.contains(".omaha-") } == [])
    #expect(!shop.folder.has("root/payloads/com.example.agent"))
    // The very archive without the change is taken.
    #expect(try shop.run("import @good.tar").status == 0)
  }
}
