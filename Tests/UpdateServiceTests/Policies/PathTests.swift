@testable import Catalog
import Omaha
import Testing
import UpdateService

@Suite("Floors, blocks, pins, rollbacks and deltas")
struct PathTests {
  private static let all = ["1.0", "2.0", "3.0", "4.0", "5.0"]

  private func channel(_ target: String, _ rules: String) -> String {
    "<channel name=\"stable\"><target arch=\"amd64\" version=\"\(target)\"/>\(rules)</channel>"
  }

  @Test(
    "A machine below floors gets each in turn, then the target",
    arguments: [
      ("1.0", "offered 2.0"), ("1.9.9", "offered 2.0"), ("2.0-rc1", "offered 2.0"), ("2.0", "offered 4.0"),
      ("2.0+build7", "offered 4.0"), ("3.0", "offered 4.0"), ("4.0", "offered 5.0"), ("4.0.1", "offered 5.0"),
      ("5.0", "up-to-date"), ("6.0", "up-to-date"), ("ForcedUpdate", "offered 2.0"),
    ])
  func floors(version: String, expected: String) throws {
    // Not in the order of their versions.
    let catalog = try PolicyCatalog(
      channel("<floor version=\"4.0\" reason=\"new boot loader\"/><floor version=\"2.0\"/>"), releases: Self.all)
    #expect(try catalog.decide(version).short == expected)
  }

  @Test("A floor above the target waits, a floor at the target changes nothing")
  func floorsBeyond() throws {
    let above = try PolicyCatalog(channel("3.0", "<floor version=\"4.0\"/>"), releases: Self.all)
    #expect(try above.decide("1.0").short == "offered 3.0")
    let at = try PolicyCatalog(channel("3.0", "<floor version=\"3.0\"/>"), releases: Self.all)
    #expect(try at.decide("1.0").short == "offered 3.0")
    #expect(try at.decide("3.0").short == "up-to-date")
  }

  @Test("A floor or a block for all architectures is one without an architecture")
  func rulesForAll() throws {
    let floor = try PolicyCatalog(channel("3.0", "<floor version=\"2.0\" arch=\"all\"/>"), releases: Self.all)
    #expect(try floor.decide("1.0").short == "offered 2.0")
    let block = try PolicyCatalog(channel("3.0", "<block version=\"3.0\" arch=\"all\"/>"), releases: Self.all)
    #expect(try block.decide("1.0").short == "offered 2.0")
  }

  @Test(
    "A blocked version is replaced by the newest unblocked one between, or by nothing",
    arguments: [
      ("<block version=\"5.0\"/>", "1.0", "offered 4.0"), ("<block version=\"5.0\"/>", "4.0", "blocked"),
      ("<block version=\"5.0\"/>", "4.5", "blocked"), ("<block version=\"5\"/>", "1.0", "offered 4.0"),
      ("<block version=\"5.0\"/><block version=\"4.0\"/>", "1.0", "offered 3.0"),
      ("<block version=\"5.0\"/><block version=\"4.0\"/>", "3.0", "blocked"),
      ("<block version=\"4.0\"/>", "1.0", "offered 5.0"), ("<block version=\"4.0\"/>", "4.0", "offered 5.0"),
      ("<block version=\"5.0\" arch=\"arm64\"/>", "1.0", "offered 5.0"),
      ("<block version=\"5.0\" arch=\"amd64\"/>", "1.0", "offered 4.0"),
      // Who runs a blocked version is moved on, who runs the blocked target stays.
      ("<block version=\"5.0\"/>", "5.0", "up-to-date"),
      // A floor is not jumped over because it is blocked.
      ("<floor version=\"3.0\"/><block version=\"3.0\"/>", "1.0", "offered 2.0"),
      ("<floor version=\"3.0\"/><block version=\"3.0\"/>", "2.0", "blocked"),
      ("<floor version=\"3.0\"/><block version=\"3.0\"/>", "3.0", "offered 5.0"),
      ("<floor version=\"3.0\"/><block version=\"5.0\"/>", "1.0", "offered 3.0"),
      ("<floor version=\"3.0\"/><block version=\"5.0\"/>", "3.0", "offered 4.0"),
    ])
  func blocks(rules: String, version: String, expected: String) throws {
    let catalog = try PolicyCatalog(channel(rules), releases: Self.all)
    #expect(try catalog.decide(version).short == expected)
  }

  private func channel(_ rules: String) -> String { channel("5.0", rules) }

  @Test("A blocked release is not replaced by a pre-release, a blocked pre-release is")
  func preReleases() throws {
    let releases = ["3.0", "4.0-rc1", "4.0-rc2"]
    let release = try PolicyCatalog(channel("4.0", "<block version=\"4.0\"/>"), releases: releases + ["4.0"])
    #expect(try release.decide("1.0").short == "offered 3.0")
    #expect(try release.decide("3.0").short == "blocked")
    let preRelease = try PolicyCatalog(channel("4.0-rc2", "<block version=\"4.0-rc2\"/>"), releases: releases)
    #expect(try preRelease.decide("3.0").short == "offered 4.0-rc1")
  }

  @Test("Floors and blocks of one architecture leave the others of a target for all alone")
  func architectures() throws {
    let catalog = try PolicyCatalog(
      """
      <channel name="stable"><target arch="all" version="5.0"/><floor version="2.0" arch="arm64"/>
      <block version="5.0" arch="x86"/></channel>
      """, releases: ["5.0_all", "4.0_all", "3.0_x86", "2.0_arm64", "4.5_arm64"])
    #expect(try catalog.decide("1.0", board: "amd64-usr").short == "offered 5.0 all")
    #expect(try catalog.decide("1.0", board: nil).short == "offered 5.0 all")
    #expect(try catalog.decide("1.0", board: "arm64-usr").short == "offered 2.0 arm64")
    #expect(try catalog.decide("2.0", board: "arm64-usr").short == "offered 5.0 all")
    #expect(try catalog.decide("1.0", board: "x86-generic").short == "offered 4.0 all")
  }

  @Test("A group that is pinned gets the pin and not what its channel points to")
  func pins() throws {
    let catalog = try PolicyCatalog(
      channel("<floor version=\"2.0\"/>")
        + "<group name=\"lab\" track=\"stable\" channel=\"stable\"><pin version=\"3.0\"/></group>",
      releases: Self.all + ["3.0_arm64", "2.0_arm64"])
    #expect(try catalog.decide("1.0").short == "offered 2.0")
    #expect(try catalog.decide("2.0").short == "offered 3.0")
    #expect(try catalog.decide("3.0").short == "up-to-date")
    #expect(try catalog.decide("4.0").short == "up-to-date")
    // A pin without an architecture is for each that has a release, also one that the channel has not.
    #expect(try catalog.decide("2.0", board: "arm64-usr").short == "offered 3.0 arm64")
    let one = try PolicyCatalog(
      "<channel name=\"stable\"><target arch=\"amd64\" version=\"5.0\"/><target arch=\"arm64\" version=\"5.0\"/></channel>"
        + "<group name=\"lab\" track=\"stable\" channel=\"stable\"><pin version=\"3.0\" arch=\"arm64\"/></group>",
      releases: Self.all + ["3.0_arm64", "5.0_arm64"])
    #expect(try one.decide("1.0").short == "offered 5.0")
    #expect(try one.decide("1.0", board: "arm64-usr").short == "offered 3.0 arm64")
  }

  @Test("A machine goes back only when the group and the machine both allow it")
  func rollback() throws {
    for group in ["", " rollback=\"forbidden\"", " rollback=\"allowed\""] {
      let catalog = try PolicyCatalog(
        channel("3.0", "<floor version=\"2.0\"/>") + "<group name=\"g\" track=\"stable\" channel=\"stable\"\(group)/>",
        releases: Self.all)
      for client in [nil, false, true] {
        let check = UpdateCheck(rollbackAllowed: client)
        let isAllowed = group.contains("allowed") && client == true
        #expect(try catalog.decide("4.0", check: check).short == (isAllowed ? "rollback 3.0" : "up-to-date"))
        #expect(try catalog.decide("3.0", check: check).short == "up-to-date")
        #expect(try catalog.decide("1.0", check: check).short == "offered 2.0")
      }
    }
    let blocked = try PolicyCatalog(
      channel("3.0", "<block version=\"3.0\"/>")
        + "<group name=\"g\" track=\"stable\" channel=\"stable\" rollback=\"allowed\"/>", releases: Self.all)
    #expect(try blocked.decide("4.0", check: UpdateCheck(rollbackAllowed: true)).short == "blocked")
  }

  @Test(
    "A delta from exactly the machine's version is offered to a machine that takes deltas",
    arguments: [
      ("4.0", true, "offered 5.0 from 4.0"), ("4.0", false, "offered 5.0"), ("4.0", nil, "offered 5.0"),
      ("3.0", true, "offered 5.0"), ("4.0.0", true, "offered 5.0"), ("4.0+x", true, "offered 5.0"),
      ("1.0", true, "offered 2.0 from 1.0"), ("2.0", true, "offered 5.0"),
    ] as [(String, Bool?, String)])
  func deltas(version: String, deltaOK: Bool?, expected: String) throws {
    let catalog = try PolicyCatalog(
      channel("<floor version=\"2.0\"/>"),
      releases: Self.all + ["5.0_amd64_from_4.0", "2.0_amd64_from_1.0", "5.0_arm64_from_3.0"])
    #expect(try catalog.decide(version, deltaOK: deltaOK).short == expected)
  }

  @Test("A delta to a blocked version is not offered")
  func blockedDelta() throws {
    let catalog = try PolicyCatalog(
      channel("<block version=\"5.0\"/>"), releases: Self.all + ["5.0_amd64_from_3.0", "4.0_amd64_from_3.0"])
    #expect(try catalog.decide("3.0", deltaOK: true).short == "offered 4.0 from 3.0")
  }

  @Test("The machine's prefix is asked of what it would be offered, floors too")
  func prefix() throws {
    let catalog = try PolicyCatalog(channel("<floor version=\"2.0\"/>"), releases: Self.all)
    func decide(_ version: String, _ prefix: String) throws -> String {
      try catalog.decide(version, check: UpdateCheck(targetVersionPrefix: TargetVersionPrefix(prefix))).short
    }
    #expect(try decide("1.0", "5") == "prefix-mismatch")
    #expect(try decide("1.0", "2.") == "offered 2.0")
    #expect(try decide("2.0", "2.") == "prefix-mismatch")
    #expect(try decide("2.0", "5.0$") == "offered 5.0")
    #expect(try decide("2.0", "5.0.1$") == "prefix-mismatch")
  }
}
