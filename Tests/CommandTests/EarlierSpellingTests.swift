import Foundation
import TestSupport
import Testing

/// `floor`, `block`, `pin` and `rollout` take add, set, remove and list, as `group` and `channel` do.
@Suite("Earlier and present spellings of omaha-pkg")
struct EarlierSpellingTests {
  private static let app = "--app com.example.agent"

  /// A repository with releases 1.0 and 2.0, channel stable at 2.0 and group lab.
  private static func shop() throws -> Workshop {
    let shop = try Workshop()
    try shop.folder.write("hello", to: "update.gz")
    for version in ["1.0", "2.0"] { try shop.expect("add @update.gz \(app) --version \(version) --channel stable") }
    try shop.expect("group add lab \(app) --channel stable")
    return shop
  }

  /// What an operator typed before and types now, in this order; ID stands for `--app`.
  static let spellings: [(earlier: String, now: String)] = [
    ("floor 1.0 ID --reason layout", "floor add 1.0 ID --reason layout"),
    ("floor 1.0 ID", "floor add 1.0 ID"),
    ("floor 1.0 ID --remove", "floor remove 1.0 ID"),
    ("floor ID --remove 1.0 --channel stable", "floor remove ID 1.0 --channel stable"),
    ("floor ID --channel=stable 1.0", "floor add ID --channel=stable 1.0"),
    ("floor 7.0 ID", "floor add 7.0 ID"),
    ("block 2.0 ID --reason loop --dry-run", "block add 2.0 ID --reason loop --dry-run"),
    ("block 2.0 ID", "block add 2.0 ID"),
    ("block 2.0 ID --channel nowhere", "block add 2.0 ID --channel nowhere"),
    ("unblock 2.0 ID --arch amd64", "block remove 2.0 ID --arch amd64"),
    ("unblock 2.0 ID", "block remove 2.0 ID"),
    ("unblock 2.0 ID", "block remove 2.0 ID"),
    ("unblock", "block remove"),
    ("pin 1.0 ID --group lab", "pin set 1.0 ID --group lab"),
    ("pin --remove ID --group lab --arch amd64", "pin remove ID --group lab --arch amd64"),
    ("pin --remove ID --group lab", "pin remove ID --group lab"),
    ("pin ID --group lab --remove", "pin remove ID --group lab"),
    ("pin 9.0 ID --group lab", "pin set 9.0 ID --group lab"),
    ("pin ID --group lab", "pin set ID --group lab"),
    ("rollout ID --group lab --percent 5", "rollout set ID --group lab --percent 5"),
    ("rollout --over P3D --group lab ID", "rollout set --over P3D --group lab ID"),
    ("rollout ID --group lab --remove", "rollout remove ID --group lab"),
    ("rollout ID --group lab", "rollout set ID --group lab"),
    ("help unblock", "help block remove"),
    ("unblock --help", "block remove --help"),
  ]

  @Test("what was typed before does, says and returns what is typed now")
  func same() throws {
    let (one, other) = (try Self.shop(), try Self.shop())
    for (earlier, now) in Self.spellings {
      let before = try one.run(earlier.replacing("ID", with: Self.app))
      let after = try other.run(now.replacing("ID", with: Self.app))
      #expect(before.status == after.status, "\(earlier)\n\(before.errors)")
      // Two commands may be a second apart.
      let moment = #/since="[^"]*"/#
      func plain(_ text: String, _ shop: Workshop) -> String {
        text.replacing(shop.root, with: "").replacing(moment, with: "")
      }
      #expect(plain(before.output, one) == plain(after.output, other), "\(earlier)")
      #expect(plain(before.errors, one) == plain(after.errors, other), "\(earlier)")
      #expect(try one.appXML().replacing(moment, with: "") == other.appXML().replacing(moment, with: ""), "\(earlier)")
    }
  }

  @Test("help shows what is typed now only")
  func help() throws {
    let shop = try Workshop(initialized: false)
    #expect(!(try shop.expect("--help").output.contains("unblock")))
    for noun in ["floor", "block", "pin", "rollout", "group", "channel"] {
      let help = try shop.expect("\(noun) --help").output
      for verb in ["set", "remove", "list"] { #expect(help.contains("\n  \(verb)"), "\(noun)\n\(help)") }
      #expect(try shop.expect("help \(noun)").output == help)
      #expect(!(try shop.expect("\(noun) set --help").output.contains("--remove")), "\(noun)")
    }
    let typo = try shop.expect("floor ad 1.0", exit: 64)
    #expect(typo.errors.contains("there is no command \"floor ad\"") && typo.errors.contains("`omaha-pkg floor add`"))
  }

  @Test("a change that is there already is told as such by every command, and nothing is written")
  func already() throws {
    let shop = try Self.shop()
    for words in [
      "floor add 1.0", "floor set 1.0 --reason layout", "floor remove 1.0", "block add 1.0", "block set 1.0 --reason x",
      "block remove 1.0", "pin set 1.0 --group lab", "pin add 1.0 --group lab", "pin remove --group lab",
      "rollout set --group lab --percent 5", "rollout remove --group lab", "channel set stable --updates off",
      "channel set stable --updates on", "channel add beta", "channel remove beta", "group set lab --track x",
      "group remove lab", "pause", "resume",
    ] {
      // `pin add` is `pin set`.
      if !words.hasPrefix("pin add") {
        #expect(try shop.expect("\(words) \(Self.app)").output.hasSuffix(" now\n"), "\(words)")
      }
      let text = try shop.appXML()
      #expect(try shop.expect("\(words) \(Self.app)").output.hasSuffix(" already\n"), "\(words)")
      #expect(try shop.expect("\(words) \(Self.app) --dry-run").errors == "no change\n", "\(words)")
      #expect(try shop.appXML() == text, "\(words)")
    }
  }

  @Test("set changes the reason of what is there, and makes nothing")
  func reason() throws {
    let shop = try Self.shop()
    for noun in ["floor", "block"] {
      let missing = try shop.expect("\(noun) set 1.0 \(Self.app) --reason x", exit: 66)
      #expect(missing.errors.contains("there is no \(noun) 1.0 of com.example.agent\n"))
      try shop.expect("\(noun) set 1.0 \(Self.app)", exit: 64)
      try shop.expect("\(noun) add 1.0 \(Self.app) --channel stable")
      try shop.expect("channel add other-\(noun) \(Self.app)")
      try shop.expect("\(noun) set 1.0 \(Self.app) --reason why")
      #expect(try shop.appXML().contains("<\(noun) version=\"1.0\" reason=\"why\"/>"))
      let elsewhere = try shop.expect("\(noun) set 1.0 \(Self.app) --channel other-\(noun) --reason x", exit: 66)
      #expect(elsewhere.errors.contains("there is no \(noun) 1.0 in channel \"other-\(noun)\""))
    }
  }

  @Test("list prints the rules of one kind, for people and for programs")
  func lists() throws {
    let shop = try Self.shop()
    for noun in ["floor", "block", "pin", "rollout"] {
      #expect(try shop.expect("\(noun) list \(Self.app)").output == "  no \(noun)s\n")
      #expect(try shop.expect("\(noun) list \(Self.app) --format json").output.filter { !$0.isWhitespace } == "[]")
    }
    try shop.expect("floor add 1.0 \(Self.app) --reason layout")
    try shop.expect("block add 2.0 \(Self.app) --arch amd64")
    try shop.expect("pin set 1.0 \(Self.app) --group lab")
    try shop.expect("rollout set \(Self.app) --group lab --percent 5")
    func row(_ noun: String) throws -> String? {
      try shop.expect("\(noun) list \(Self.app)").lines.last?.replacing(#/ +/#, with: " ")
    }
    #expect(try row("floor") == " 1.0 stable all layout")
    #expect(try row("block") == " 2.0 stable amd64 -")
    #expect(try row("pin")?.hasPrefix(" lab all 1.0 20") == true)
    #expect(try row("rollout") == " lab 5% amd64: 1.0 5%")
    let floors = try shop.expect("floor list \(Self.app) --format json").output
    let parsed = try JSONSerialization.jsonObject(with: Data(floors.utf8)) as? [[String: String]]
    #expect(parsed == [["channel": "stable", "version": "1.0", "arch": "all", "reason": "layout"]])
  }
}
