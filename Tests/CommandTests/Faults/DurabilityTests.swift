import Testing
import TestSupport

/// Every command that changes a repository, and the order in which its bytes and names reach the disk.
@Suite("A power cut", .enabled(if: Strace.isUsable))
struct DurabilityTests {
  private static let calls = "trace=openat,write,ioctl,fsync,linkat,renameat,unlinkat,mkdir,mkdirat"
  private static let app = "--app com.example.agent"

  @Test(
    "finds every file whole and every name after what it refers to, whenever it comes",
    arguments: Change.all.map(\.command) + [
      "init", "add @new.gz --link \(app) --version 3.0", "add @new.gz @secret.gz --app com.example.other --version 1.0",
      "add @new.gz \(app) --version 2.0 --previous 1.0", "remove 2.0 \(app)",
    ])
  func order(command: String) throws {
    let strace = try #require(Program.installed("strace"))
    let shop = command == "init" ? try Workshop(initialized: false) : try Change.workshop()
    // Another architecture's payload stays when that of the version goes.
    if command == "remove 2.0 \(Self.app)" { try shop.expect("add @update.gz \(Self.app) --version 2.0 --arch arm64") }
    let removal = command.hasPrefix("remove") ? " --arch amd64" : ""
    let trace = shop.folder.path + "/trace"
    let run = try shop.run(command + removal, under: strace, ["-f", "-y", "-qq", "-o", trace, "-e", Self.calls])
    #expect(run.status == 0, "\(run.errors)")
    let text = try shop.folder.text("trace")
    let order = DiskOrder(trace: text)
    #expect(order.faults == [], "\(text)")
    #expect(order.changes > 0)
  }
}
