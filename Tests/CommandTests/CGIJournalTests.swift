import Foundation
import Testing
import TestSupport

@testable import Journal

@Suite("omaha-cgi with OMAHA_FLEET")
struct CGIJournalTests {
  private let shop: Workshop
  private var fleet: String { shop.folder.path + "/fleet" }

  init() throws {
    shop = try Workshop { shop in
      try shop.folder.write("hello", to: "update.gz")
      try shop.expect("add @update.gz --app com.example.agent --version 1.0 --channel stable")
    }
  }

  private func checkIns() throws -> [CheckIn] {
    let reader = try JournalReader(JournalFolder(fleet: fleet))
    var checkIns: [CheckIn] = []
    while let step = try reader.next() {
      switch step {
      case .checkIn(let checkIn, _, _): checkIns.append(checkIn)
      case .damage(let segment, let range): Issue.record("\(segment) \(range)")
      case .end: break
      }
    }
    return checkIns
  }

  @Test("A check is kept, and without OMAHA_FLEET none is")
  func check() throws {
    #expect(try CGI.check(shop).status == 0)
    #expect(!shop.folder.has("fleet"))
    for _ in 0..<3 {
      let run = try CGI.check(shop, environment: ["OMAHA_FLEET": fleet, "REQUEST_ID": "r", "REMOTE_ADDR": "192.0.2.7"])
      #expect(run.status == 0 && run.output.contains("<updatecheck status=\"ok\""))
    }
    let found = try checkIns()
    #expect(found.count == 3)
    #expect(found.allSatisfy { $0.appID == "com.example.agent" && $0.requestID == "r" && $0.address == "192.0.2.7" })
    #expect(found.allSatisfy { $0.reason == "offered" && $0.release == "1.0" })
  }

  @Test("Where addresses are not wanted the journal has none, and what is neither yes nor no is refused")
  func addresses() throws {
    var environment = ["OMAHA_FLEET": fleet, "REMOTE_ADDR": "192.0.2.7", "OMAHA_FLEET_ADDRESSES": "no"]
    #expect(try CGI.check(shop, environment: environment).status == 0)
    #expect(try shop.folder.bytes("fleet/journal/shared").firstRange(of: Array("192.0.2.7".utf8)) == nil)
    environment["OMAHA_FLEET_ADDRESSES"] = "yes"
    #expect(try CGI.check(shop, environment: environment).status == 0)
    #expect(try checkIns().map(\.address) == ["", "192.0.2.7"])
    environment["OMAHA_FLEET_ADDRESSES"] = "none"
    let run = try CGI.check(shop, environment: environment)
    #expect(run.status == 78 && run.errors == "omaha-cgi: error: OMAHA_FLEET_ADDRESSES is neither yes nor no\n")
    #expect(try checkIns().count == 2)
  }

  @Test("Where nothing can be kept the machine gets the same answer, and the log says so")
  func notKept() throws {
    let answer = try CGI.check(shop).answer
    try shop.folder.write("a file", to: "fleet")
    let run = try CGI.check(shop, environment: ["OMAHA_FLEET": fleet])
    #expect(run.status == 0 && run.answer == answer)
    #expect(run.errors.contains("level=error msg=\"check-ins are not kept\" detail=\"cannot open "))
  }

  @Test("A full disk is told once of many check-ins, which are counted", .enabled(if: Strace.isUsable))
  func fullDisk() throws {
    let answer = try CGI.check(shop).answer
    var said = 0
    for _ in 0..<5 {
      let injection =
        ["strace"]
        + Faults.injection("write", "error=ENOSPC", number: 1, path: "\(shop.folder.path)/full/journal/shared")
      let run = try CGI.check(shop, under: injection, environment: ["OMAHA_FLEET": "\(shop.folder.path)/full"])
      #expect(run.status == 0 && run.answer == answer)
      if run.errors.contains("No space left on device") { said += 1 }
    }
    #expect(said == 1)
    #expect(try DroppedCount(in: JournalFolder(fleet: "\(shop.folder.path)/full")).read() == 5)
  }

  @Test(
    "On a disk that hangs the machine is answered in a moment, and its check-in kept when the disk goes on",
    .enabled(if: Disk.canBeFrozen))
  func hanging() throws {
    let answer = try CGI.check(shop).answer
    let disk = try Disk(onFile: true)
    let fleet = disk.path + "/fleet"
    #expect(try CGI.check(shop, environment: ["OMAHA_FLEET": fleet, "REQUEST_ID": "before"]).status == 0)
    try disk.freeze()
    let before = ContinuousClock.now
    // As a web server does, which reads until nobody can write any more.
    let run = try CGI.check(
      shop, under: ["sh", "-c", "{ \"$@\" <&3 & } 3<&0 | cat", "sh"],
      environment: ["OMAHA_FLEET": fleet, "REQUEST_ID": "late"])
    #expect(run.answer == answer)
    #expect(ContinuousClock.now - before < .seconds(15))
    try disk.thaw()
    let journal = JournalFolder(fleet: fleet)
    #expect(
      eventually {
        guard let reader = try? JournalReader(journal) else { return false }
        var found: [String] = []
        while case .checkIn(let checkIn, _, _)? = try? reader.next() { found.append(checkIn.requestID) }
        return found == ["before", "late"]
      })
  }

  @Test(
    "Of hundreds of processes at a time, some of them killed, whoever was answered is kept, while the segment is ended again and again"
  )
  func killed() throws {
    let body =
      "<request protocol=\"3.0\"><app appid=\"com.example.agent\" version=\"0.5\"><updatecheck/></app></request>"
    try shop.folder.write(body, to: "request.xml")
    // One half is killed at moments that only time tells, and some, where that is possible, as they are about to write.
    let tracer = Strace.isUsable ? "strace -qq -o /dev/null -e inject=write:signal=KILL:when=1" : ""
    let script = """
      cd '\(shop.folder.path)'
      export REQUEST_METHOD=POST CONTENT_TYPE=text/xml HTTP_HOST=updates.example CONTENT_LENGTH=\(body.utf8.count)
      export OMAHA_ROOT='\(shop.root)' OMAHA_FLEET='\(fleet)'
      one() {
        export REQUEST_ID=r$1
        before=
        if (($1 % 2 == 1)); then before="timeout -s KILL $(printf '0.%03d' $(($1 * 7 % 195 + 5)))"; fi
        if (($1 % 20 == 1)); then before='\(tracer)'; fi
        $before '\(Program.directory)/omaha-cgi' <request.xml >answer-$1 2>/dev/null
        tail -n 1 answer-$1 | grep -q '^</response>$' && echo "r$1" >>answered
        rm answer-$1
      }
      export -f one
      seq 400 | xargs -P 6 -n 1 bash -c 'one "$1"' one
      """
    let processes = try Program.start("/bin/bash", ["-c", script])
    let journal = JournalFolder(fleet: fleet)
    while processes.isRunning {
      if let segment = try? SharedSegment.toEnd(in: journal) { _ = try? segment.end() }
      usleep(20_000)
    }
    _ = try processes.finish()
    let answered = Set(try shop.folder.text("answered").split(separator: "\n").map(String.init))
    let found = try checkIns()
    #expect(answered.subtracting(found.map(\.requestID)) == [])
    #expect(Set(found.map(\.requestID)).count == found.count)
    #expect(answered.count >= 200 && (answered.count < 400 || !Strace.isUsable), "\(answered.count) were answered")
    #expect(try journal.segments().count > 3)
  }
}
