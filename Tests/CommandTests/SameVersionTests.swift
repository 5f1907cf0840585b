import Testing
import TestSupport

/// Versions that are one to every machine: `1.0` and `1.0.0`, builds of a nightly.
@Suite("omaha-pkg and versions that are the same to a machine")
struct SameVersionTests {
  let shop: Workshop
  let app = "--app com.example.agent"

  init() throws {
    shop = try Workshop { [app] shop in
      for version in ["0.9", "1.0", "4799.0.0+nightly-20260821-2100"] {
        try shop.folder.write(version, to: "\(version)/update.gz")
        try shop.expect("add @\(version)/update.gz \(app) --version \(version)")
      }
      try shop.expect("promote 0.9 \(app) --channel stable")
    }
  }

  @Test("1.0.0 is found as 1.0 by every command that takes a release")
  func otherWriting() throws {
    #expect(try shop.expect("show 1.0.0 \(app)").lines.contains { $0.hasPrefix("version ") && $0.hasSuffix(" 1.0") })
    #expect(
      try shop.expect("promote 1.0.0 \(app) --channel stable").output
        == "channel stable amd64 is at 1.0 now, was at 0.9\n")
    #expect(try shop.expect("promote 1 \(app) --channel stable").output == "channel stable amd64 is at 1.0 already\n")
    #expect(try shop.expect("floor add 1.0.0 \(app) --channel stable").output == "channel stable: 1.0 is a floor now\n")
    #expect(try shop.expect("floor add 1 \(app) --channel stable").output == "channel stable: 1.0 is a floor already\n")
    try shop.expect("floor remove 1.0.0.0 \(app) --channel stable")
    try shop.expect("group add lab \(app) --channel stable --track lab")
    #expect(try shop.expect("pin set 1.0.0 \(app) --group lab").output == "group lab is pinned to 1.0 now\n")
    #expect(try shop.expect("block add 1.0.0 \(app) --channel stable").output == "channel stable: 1.0 is blocked now\n")
    #expect(try shop.expect("block add 1 \(app) --channel stable").output == "channel stable: 1.0 is blocked already\n")
    try shop.expect("block remove 1.0.0 \(app) --channel stable")
    try shop.expect("promote 0.9 \(app) --channel stable --backwards")
    try shop.expect("pin remove \(app) --group lab")
    try shop.expect("check --strict")
    #expect(try shop.expect("remove 1.0.0 \(app)").output.hasPrefix("removed 1.0 amd64 of "))
  }

  @Test(
    "a release that is there in another writing is not added beside it",
    arguments: ["", " --arch arm64", " --previous 0.9"])
  func addedTwice(more: String) throws {
    let before = shop.folder.files()
    let run = try shop.expect("add @1.0/update.gz \(app) --version 1.0.0\(more)", exit: 73)
    #expect(run.errors.contains("error: 1.0.0 is the same version as 1.0, which com.example.agent has already\n"))
    #expect(run.errors.contains("hint: write it as 1.0, or choose a newer version\n"))
    #expect(shop.folder.files() == before)
    try shop.expect("add @1.0/update.gz \(app) --version 1.0 --arch arm64")
  }

  @Test("a target that is written in another way than its release is told which way is right")
  func handWritten() throws {
    let text = try shop.appXML().replacing("version=\"0.9\"", with: "version=\"0.9.0\"")
    try shop.folder.write(text, to: "root/catalog/com.example.agent/app.xml")
    #expect(
      try shop.expect("check", exit: 1).output.contains(
        "there is no release of 0.9.0 for amd64; 0.9 is the same version: write that\n"))
    #expect(try shop.expect("channel add x \(app)").errors.contains("0.9 is the same version: write that\n"))
  }

  @Test("builds are told to be one version where they are added, promoted, pinned, blocked and made floors")
  func builds() throws {
    let (old, new) = ("4799.0.0+nightly-20260821-2100", "4799.0.0+nightly-20260822-2100")
    #expect(try shop.expect("promote \(old) \(app) --channel stable").errors == "")
    try shop.expect("group add lab \(app) --channel stable --track lab")
    try shop.folder.write("new", to: "new/update.gz")
    let stays = "none that runs \(old) is offered it\n"
    #expect(
      try shop.expect("add @new/update.gz \(app) --version \(new)").errors
        == "omaha-pkg: warning: \(new) is the same version as \(old) to every machine: none that runs one of them is offered another\n"
    )
    #expect(
      try shop.expect("pin set \(new) \(app) --group lab").errors
        == "omaha-pkg: warning: \(new) is the same version as \(old) to every machine: \(stays)")
    for dry in [" --dry-run", ""] {
      #expect(try shop.expect("promote \(new) \(app) --channel stable\(dry)").errors.contains(stays))
    }
    let all = "omaha-pkg: warning: \(new) and \(old) are the same version to every machine, so all of them "
    #expect(try shop.expect("floor add \(new) \(app) --channel stable").errors == all + "count as the floor\n")
    #expect(try shop.expect("block add \(new) \(app) --channel stable").errors.hasPrefix(all + "are blocked\n"))
    #expect(try shop.expect("block remove \(new) \(app) --channel stable").errors == all + "are unblocked\n")
    // Without a build either is meant.
    let both = try shop.expect("promote 4799.0.0 \(app) --channel stable", exit: 64)
    #expect(both.errors.contains("4799.0.0 may be \(old) or \(new) of com.example.agent\n"))
    // A build that is named is that build.
    try shop.expect("promote 4799.0.0+other \(app) --channel stable", exit: 66)
    #expect(
      try shop.expect("block add 1.0+hotfix \(app) --channel stable").errors
        == "omaha-pkg: warning: 1.0+hotfix and 1.0 are the same version to every machine, so all of them are blocked\n")
    #expect(
      try shop.expect("block add 5.0+x \(app) --channel stable").errors.hasPrefix(
        "omaha-pkg: warning: no machine looks at what follows the + of 5.0+x, so every build of 5.0 is blocked\n"))
  }

  @Test("1.0.0 is 1.0, also where there is a build of it, and the only build where there is no other")
  func besideBuild() throws {
    try shop.folder.write("hotfix", to: "hotfix/update.gz")
    for build in ["1.0+hotfix", "1.2+b1"] { try shop.expect("add @hotfix/update.gz \(app) --version \(build)") }
    for (version, release) in [("1.0.0", "1.0"), ("1", "1.0"), ("1.0.0+hotfix", "1.0+hotfix"), ("1.2", "1.2+b1")] {
      let lines = try shop.expect("show \(version) \(app)").lines
      #expect(lines.contains { $0.hasPrefix("version ") && $0.hasSuffix(" \(release)") }, "\(version)")
    }
    for words in ["promote 1.0.0 --channel stable", "block add 1.0.0", "block remove 1.0.0", "floor add 1.0.0"] {
      let run = try shop.expect("\(words) \(app)")
      #expect(run.output.contains(" 1.0 is ") || run.output.contains(" is at 1.0 now"), "\(run.output)")
    }
    #expect(try shop.expect("floor remove 1.0.0 \(app)").output == "channel stable: 1.0 is not a floor now\n")
    try shop.expect("check")
    // What is nearest is named without a build.
    #expect(try shop.expect("promote 1.0.1 \(app) --channel stable", exit: 66).errors.contains("the nearest is 1.0;"))
  }

  @Test("of several builds none has to be chosen for what is done to all of them")
  func allBuilds() throws {
    try shop.folder.write("hotfix", to: "hotfix/update.gz")
    for build in ["b1", "b2"] { try shop.expect("add @hotfix/update.gz \(app) --version 1.3+\(build)") }
    let all = "omaha-pkg: warning: 1.3+b1 and 1.3+b2 are the same version to every machine, so all of them "
    let block = try shop.expect("block add 1.3 \(app) --channel stable")
    #expect(block.output == "channel stable: 1.3 is blocked now\n" && block.errors == "\(all)are blocked\n")
    #expect(
      try shop.expect("block set 1.3.0 \(app) --reason x").output.contains("the reason of block 1.3.0 is set now"))
    try shop.expect("check")
    #expect(try shop.expect("block remove 1.3 \(app)").errors == "\(all)are unblocked\n")
    // Of a floor one of them is offered.
    for words in ["floor add 1.3", "promote 1.3 --channel stable", "remove 1.3"] {
      #expect(try shop.expect("\(words) \(app)", exit: 64).errors.contains("1.3 may be 1.3+b1 or 1.3+b2 of "))
    }
    try shop.expect("floor add 1.3+b1 \(app)")
    #expect(try shop.expect("floor remove 1.3 \(app)").output == "channel stable: 1.3 is not a floor now\n")
  }

  @Test("a rule of every channel says that a later one will not have it, and a new channel what others have")
  func laterChannels() throws {
    try shop.expect("promote 1.0 \(app) --channel stable")
    let note = "omaha-pkg: note: a channel that is added later will not have this "
    #expect(try shop.expect("floor add 0.9 \(app)").errors == note + "floor\n")
    #expect(try shop.expect("floor add 0.9 \(app)").errors == "", "nothing has changed")
    func unknown(_ version: String) -> String {
      "omaha-pkg: warning: there is no release \(version) of com.example.agent yet; the nearest is 0.9\n"
    }
    #expect(try shop.expect("block add 0.5 \(app)").errors == unknown("0.5") + note + "block\n")
    #expect(try shop.expect("block add 0.6 \(app) --channel stable").errors == unknown("0.6"))
    let missing =
      "has no floors and blocks yet, as others have: floor 0.9 of stable, block 0.5 of stable, block 0.6 of stable\n"
    #expect(try shop.expect("channel add beta \(app)").errors == "omaha-pkg: note: channel beta \(missing)")
    #expect(try shop.expect("promote 1.0 \(app) --channel edge").errors == "omaha-pkg: note: channel edge \(missing)")
    #expect(try shop.expect("promote 1.0 \(app) --channel edge").errors == "")
    #expect(try shop.expect("promote 1.0 \(app) --channel beta").errors == "")
    #expect(try shop.expect("floor remove 0.9 \(app)").errors == "")
    #expect(try shop.expect("block remove 0.5 \(app)").errors == "")
  }
}
