import Foundation
import Testing
import TestSupport

@Suite("omaha-pkg promote, by mistake")
struct PromotionGuardTests {
  let shop: Workshop
  let app = "--app com.example.agent"

  init() throws {
    shop = try Workshop()
    try shop.folder.write("hello", to: "update.gz")
    for version in ["1.0.0", "1.3.0", "1.3.1"] { try shop.expect("add @update.gz \(app) --version \(version)") }
    try shop.expect("promote 1.3.1 \(app) --channel stable")
  }

  @Test("a pipeline that is run again does not take a channel back, unless it says so")
  func backwards() throws {
    let before = try shop.appXML()
    let run = try shop.expect("promote 1.0.0 \(app) --channel stable", exit: 1)
    #expect(run.output == "")
    #expect(
      run.errors == """
        omaha-pkg: error: channel "stable" of com.example.agent points to 1.3.1 for amd64, which is newer than 1.0.0
        omaha-pkg: hint: with --backwards it is done

        """)
    try shop.expect("promote 1.0.0 \(app) --channel stable --dry-run", exit: 1)
    #expect(try shop.appXML() == before)
    #expect(
      try shop.change("promote 1.0.0 \(app) --channel stable --backwards").output
        == "channel stable amd64 is at 1.0.0 now, was at 1.3.1\n")
  }

  @Test("undo is hinted at only where it takes back the promotion, and nothing else")
  func undoing() throws {
    try shop.expect("group add fleet \(app) --channel stable --track stable --over 3d")
    try shop.expect("promote 1.0.0 \(app) --channel stable --backwards")
    try shop.expect("promote 1.3.1 \(app) --channel stable")
    let last = try shop.expect("promote 1.0.0 \(app) --channel stable", exit: 1)
    let hint = try #require(last.errors.split(separator: "`").dropFirst().first)
    #expect(hint.hasPrefix("omaha-pkg undo "), "\(last.errors)")
    // With something in between it would take that back too.
    try shop.expect("pause \(app)")
    let refused = try shop.expect("promote 1.0.0 \(app) --channel stable", exit: 1)
    #expect(!refused.errors.contains("undo"), "\(refused.errors)")
    let done = try shop.expect("promote 1.0.0 \(app) --channel stable --backwards")
    #expect(done.errors.contains("its rollouts begin again\n") && !done.errors.contains("undo"), "\(done.errors)")
    try shop.expect("undo \(app)")
    try shop.expect("undo \(app)")
    try shop.expect(String(hint.dropFirst("omaha-pkg ".count)))
    #expect(try shop.appXML().contains("version=\"1.0.0\""))
  }

  @Test("that rollouts begin again is said once for all architectures, and of each where they differ")
  func lostProgress() throws {
    for version in ["1.0.0", "1.3.1"] { try shop.expect("add @update.gz \(app) --version \(version) --arch arm64") }
    try shop.expect("promote 1.3.1 \(app) --channel stable")
    try shop.expect("group add fleet \(app) --channel stable --track stable --over 3d")
    try shop.age(since: 48)
    try shop.expect("promote 1.0.0 \(app) --channel stable --backwards")
    let both = try shop.expect("promote 1.3.1 \(app) --channel stable")
    #expect(both.errors.components(separatedBy: "begin again").count == 2, "\(both.errors)")
    #expect(both.errors.contains("note: channel stable was at 1.3.1 before, since "), "\(both.errors)")
    try shop.age(since: 24)
    try shop.expect("promote 1.0.0 \(app) --channel stable --arch amd64 --backwards")
    let one = try shop.expect("promote 1.3.1 \(app) --channel stable")
    #expect(one.errors.components(separatedBy: "begin again").count == 2, "\(one.errors)")
    try shop.expect("promote 1.0.0 \(app) --channel stable --arch arm64 --backwards")
    let other = try shop.expect("promote 1.0.0 \(app) --channel stable --backwards")
    #expect(!other.errors.contains("note: channel stable was at"), "\(other.errors)")
  }

  @Test("of several channels none is changed when one would go back")
  func allOrNothing() throws {
    try shop.expect("promote 1.0.0 \(app) --channel edge")
    let before = try shop.appXML()
    try shop.expect("promote 1.3.0 \(app) --channel edge --channel stable", exit: 1)
    #expect(try shop.appXML() == before)
  }

  @Test("a target for every architecture counts for each")
  func everyArchitecture() throws {
    try shop.expect("add @update.gz \(app) --version 2.0 --arch all")
    try shop.expect("promote 2.0 \(app) --channel edge")
    let run = try shop.expect("promote 1.3.1 \(app) --channel edge", exit: 1)
    #expect(run.errors.contains("points to 2.0 for amd64, which is newer than 1.3.1"), "\(run.errors)")
  }

  @Test("a channel is not pointed to what it blocks, unless it says so")
  func blocked() throws {
    try shop.expect("add @update.gz \(app) --version 1.4.0")
    try shop.expect("block add 1.4 \(app) --reason loops")
    let run = try shop.expect("promote 1.4.0 \(app) --channel stable", exit: 1)
    #expect(run.errors.contains("channel \"stable\" of com.example.agent blocks 1.4.0 (loops)"), "\(run.errors)")
    try shop.expect("promote 1.4.0 \(app) --channel stable --backwards")
    // Blocked afterwards, it is there already, and whoever promotes it again is told.
    for words in ["promote 1.4", "promote 1.4.0 --dry-run", "add @update.gz --version 1.4.0"] {
      let again = try shop.expect("\(words) \(app) --channel stable").errors
      let warning =
        "warning: channel \"stable\" blocks 1.4.0 (loops), so it is not offered: `omaha-pkg block remove 1.4.0 --channel stable \(app)` unblocks it\n"
      #expect(again.contains(warning), "\(again)")
    }
    try shop.expect("add @update.gz \(app) --version 1.4.0 --arch arm64")
    try shop.expect("block remove 1.4.0 \(app)")
    try shop.expect("block add 1.4.0 \(app) --arch arm64")
    let one = try shop.expect("promote 1.4.0 \(app) --channel stable", exit: 1).errors
    #expect(one.contains("blocks 1.4.0 for arm64\n") && one.contains("--channel stable --arch arm64"), "\(one)")
  }

  @Test("what holds for several channels is said once")
  func once() throws {
    try shop.expect("pause \(app)")
    for words in ["promote 1.3.1 --create", "add @update.gz --version 1.3.1"] {
      for dry in [" --dry-run", ""] {
        let run = try shop.expect("\(words)\(dry) \(app) --channel stable --channel edge")
        #expect(run.errors.components(separatedBy: "nothing is offered before").count == 2, "\(run.errors)")
      }
    }
  }

  @Test("add with a channel is held to the same, before anything is made")
  func add() throws {
    let files = shop.folder.files()
    let run = try shop.expect("add @update.gz \(app) --version 1.2.0 --channel stable", exit: 1)
    #expect(run.errors.contains("which is newer than 1.2.0"), "\(run.errors)")
    try shop.expect("add @update.gz \(app) --version 1.2.0 --channel stable --dry-run", exit: 1)
    #expect(shop.folder.files() == files)
    let added = try shop.expect("add @update.gz \(app) --version 1.2.0 --channel stable --channel edge --backwards")
    #expect(
      added.lines.suffix(3) == [
        "channel stable amd64 is at 1.2.0 now, was at 1.3.1", "new channel edge", "channel edge amd64 is at 1.2.0 now",
      ])
    try shop.expect("add @update.gz \(app) --version 1.2.0 --backwards", exit: 64)
  }

  @Test("a pipeline says where the channel is to be before")
  func expectCurrent() throws {
    let run = try shop.expect("promote 1.3.1 \(app) --channel stable --expect-current 1.0.0")
    #expect(run.output == "channel stable amd64 is at 1.3.1 already\n")
    try shop.expect("add @update.gz \(app) --version 1.4.0")
    let refused = try shop.expect("promote 1.4.0 \(app) --channel stable --expect-current 1.3.0", exit: 1)
    #expect(
      refused.errors.contains(
        "channel \"stable\" of com.example.agent points to 1.3.1 for amd64, but --expect-current is 1.3.0"),
      "\(refused.errors)")
    try shop.expect("promote 1.4.0 \(app) --channel stable --expect-current none", exit: 1)
    try shop.expect("promote 1.4.0 \(app) --channel beta --expect-current 1.3.1", exit: 1)
    try shop.expect("promote 1.4.0 \(app) --channel beta --expect-current none")
    try shop.expect("promote 1.4.0 \(app) --channel stable --expect-current 1.3.1.0")
    try shop.expect("promote 1.4.0 \(app) --channel stable --expect-current 1.3.1")
    try shop.expect("promote 1.4.0 \(app) --channel stable --expect-current nonsense_", exit: 64)
  }

  @Test("a rule about a version that no release has names the nearest")
  func nearest() throws {
    for rule in ["block", "floor"] {
      let run = try shop.expect("\(rule) add 1.3.2 \(app) --channel stable --dry-run")
      #expect(
        run.errors
          == "omaha-pkg: warning: there is no release 1.3.2 of com.example.agent yet; the nearest is 1.3.1\n")
      #expect(try shop.expect("\(rule) add 1.3.0 \(app) --channel stable --dry-run").errors == "")
    }
    #expect(
      try shop.expect("promote 1.3.10 \(app) --channel stable", exit: 66).errors.contains("the nearest is 1.3.1;"))
    #expect(try shop.expect("promote 1.03.0 \(app) --channel edge").output.contains("is at 1.3.0 now"))
  }
}
