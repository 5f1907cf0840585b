import Foundation
import Testing
import TestSupport

/// Files that cannot be read to their end: the disk says EIO.
@Suite("A file that cannot be read", .enabled(if: Strace.isUsable))
struct UnreadableFileTests {
  private static let app = "root/catalog/com.example.agent/app.xml"
  private static let release = "root/catalog/com.example.agent/releases/1.0_amd64.xml"
  private static let payload = Workshop.payload("1.0", "update.gz")

  @Test(
    "is named, and the command ends with an error and changes nothing",
    arguments: [
      ("list", app), ("check", app), ("check", release), ("show --app com.example.agent 1.0", release),
      ("explain --app com.example.agent --version 0.5 --track stable", app),
      ("promote 2.0 --app com.example.agent --channel stable", app),
      ("block add 2.0 --app com.example.agent", app),
      ("add @new.gz --app com.example.agent --version 3.0 --channel stable", app),
      ("promote 1.0 --app com.example.agent --channel edge", release), ("verify", payload),
      ("add @new.gz --app com.example.agent --version 3.0", "new.gz"),
      ("inspect @new.gz", "new.gz"),
    ])
  func unreadable(command: String, file: String) throws {
    let strace = try #require(Program.installed("strace"))
    let shop = try Change.workshop()
    let before = try Snapshot(shop)
    let path = shop.folder.path + "/" + file
    let run = try shop.run(
      command, under: strace,
      ["-f", "-qq", "-o", "/dev/null", "-P", path, "-e", "inject=read,pread64:error=EIO"])
    #expect([1, 74, 78].contains(run.status), "\(run.status) \(run.output)\(run.errors)")
    let text = run.output + run.errors
    #expect(
      text.contains(path.split(separator: "/").suffix(2).joined(separator: "/")) || text.contains("update.gz"),
      "\(text)")
    #expect(text.lowercased().contains("input/output error"), "\(text)")
    #expect(try Snapshot(shop) == before)
    #expect(shop.folder.files().filter { $0.contains("omaha-tmp") } == [])
  }

  @Test("A copy whose source cannot be read to its end leaves no payload", arguments: 1...3)
  func copy(number: Int) throws {
    let strace = try #require(Program.installed("strace"))
    let change = try #require(Change.all.last)
    let states = try change.states()
    let shop = try Change.workshop()
    let path = shop.folder.path + "/secret.gz"
    let run = try shop.run(
      change.command, under: strace,
      ["-f", "-qq", "-o", "/dev/null", "-P", path, "-e", "inject=read,pread64:error=EIO:when=\(number)+"])
    #expect(run.status != 0)
    #expect(change.isWhole(try Snapshot(shop), states))
    #expect(shop.folder.files().filter { $0.contains("omaha-tmp") } == [])
  }

  @Test(
    "omaha-cgi answers 500, names the file in its log, and tells the client nothing of it", arguments: [app, release])
  func cgi(file: String) throws {
    let strace = try #require(Program.installed("strace"))
    let shop = try Change.workshop()
    let path = shop.folder.path + "/" + file
    let run = try CGI.check(
      shop, under: [strace, "-f", "-qq", "-o", "/dev/null", "-P", path, "-e", "inject=read,pread64:error=EIO"])
    #expect(run.output.hasPrefix("Status: 500"), "\(run.output)")
    #expect(!run.output.contains("catalog"))
    #expect(run.errors.lowercased().contains("input/output error") && run.errors.contains(".xml"), "\(run.errors)")
  }
}
