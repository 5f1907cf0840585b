import Foundation
import Testing
import TestSupport

/// What happens to an import between its first system call and its last.
@Suite("An import that meets with a fault")
struct ImportFaultTests {
  private static let app = "--app com.example.agent"

  /// A repository with one app, a bundle that brings two more releases of it and a policy, and one that brings another app.
  private static func workshop() throws -> Workshop {
    try Workshop(for: "import faults") { shop in
      let source = try Workshop()
      try source.folder.write("hello", to: "update.gz")
      try source.folder.write(String(repeating: "oem", count: 40_000), to: "oem.gz")
      for version in ["1.0", "2.0", "3.0"] {
        try source.expect("add @update.gz @oem.gz \(app) --version \(version) --channel stable")
      }
      try source.expect("export --policy --output \(shop.folder.path(of: "in.tar"))")
      try shop.folder.write("hello", to: "update.gz")
      try shop.expect("add @update.gz \(app) --version 0.9 --channel beta")
    }
  }

  /// The releases that a repository has, as `list` would show them.
  private func releases(_ shop: Workshop) -> [String] {
    shop.folder.files().filter { $0.contains("/releases/") && !$0.contains(".omaha-") }
      .map { String($0.split(separator: "/").last ?? "") }
  }

  @Test(
    "killed at any step, the repository is as it was or has all releases; the next command clears up, the next import completes",
    .enabled(if: Strace.isUsable), .enabled(if: FullRun.isOn),
    // A kill comes before its call: what openat makes is seen by the next of these.
    arguments: ["mkdirat", "write", "fsync", "linkat", "renameat", "renameat2", "unlinkat", "fchmod"])
  func killed(call: String) throws {
    let strace = try #require(Program.installed("strace"))
    let template = try Self.workshop()
    let before = try Snapshot(template)
    let complete = try Workshop(copying: template)
    try complete.expect("import @in.tar")
    let after = try Snapshot(complete)
    var kills = 0
    var seen: Set<RepositoryState> = []
    for number in 1...100 {
      let shop = try Workshop(copying: template)
      let run = try shop.run("import @in.tar", under: strace, Faults.injection(call, "signal=KILL", number: number))
      let wasKilled = run.status == 128 + SIGKILL
      #expect(wasKilled || run.status == 0, "\(call) \(number): \(run.errors)")
      let left = releases(shop)
      #expect(left.count == 1 || left.count == 4, "\(call) \(number): \(left)")
      if seen.insert(try RepositoryState(shop)).inserted {
        try shop.expect("check")
        // Any command that changes something takes the leftovers away.
        let cleared = try Workshop(copying: shop)
        try cleared.expect("channel add other \(Self.app)")
        try cleared.expect("channel remove other \(Self.app)")
        let now = try Snapshot(cleared)
        #expect(
          now.files.keys.sorted() == before.files.keys.sorted() || now.files.keys.sorted() == after.files.keys.sorted(),
          "\(call) \(number)")
        #expect(cleared.folder.files().filter { $0.contains(".omaha-") } == [])
        #expect(!cleared.folder.names("root/payloads").contains { $0.hasPrefix(".omaha-") })
        try cleared.expect("verify")
        try shop.expect("import @in.tar")
        #expect(try Snapshot(shop) == after, "\(call) \(number)")
        #expect(!shop.folder.names("root/payloads").contains { $0.hasPrefix(".omaha-") })
      }
      guard wasKilled else { break }
      kills += 1
      #expect(number < 100)
    }
    #expect(kills > 0, "\(call)")
  }

  @Test(
    "a call that the system refuses ends it with an error, and the repository is as it was or has all releases",
    .enabled(if: Strace.isUsable), .enabled(if: FullRun.isOn),
    arguments: [
      ("write", "error=ENOSPC"), ("fsync", "error=EIO"), ("mkdirat", "error=ENOSPC"), ("linkat", "error=EMLINK"),
      ("renameat", "error=EIO"), ("renameat2", "error=EINVAL"), ("flock", "error=EIO"), ("unlinkat", "error=EROFS"),
    ])
  func refused(call: String, fault: String) throws {
    let strace = try #require(Program.installed("strace"))
    let template = try Self.workshop()
    var refusals = 0
    var seen: Set<RepositoryState> = []
    for number in 1...60 {
      let shop = try Workshop(copying: template)
      let trace = shop.folder.path(of: "trace")
      let run = try shop.run(
        "import @in.tar", under: strace,
        ["-f", "-qq", "-o", trace, "-e", "trace=\(call)", "-e", "inject=\(call):\(fault):when=\(number)"])
      guard try shop.folder.text("trace").contains("(INJECTED)") else { break }
      refusals += 1
      #expect(run.status == 0 || run.status == 1 || (64...78).contains(run.status), "\(call) \(number): \(run.status)")
      let left = releases(shop)
      #expect(left.count == 1 || left.count == 4, "\(call) \(number): \(left)")
      if run.status == 0 { #expect(left.count == 4, "\(call) \(number)") }
      guard seen.insert(try RepositoryState(shop)).inserted else { continue }
      try shop.expect("import @in.tar")
      #expect(releases(shop).count == 4)
      #expect(!shop.folder.names("root/payloads").contains { $0.hasPrefix(".omaha-") }, "\(call) \(number)")
      try shop.expect("verify")
    }
    #expect(refusals > 0, "\(call)")
  }

  private static let fullDisk = """
    set -e
    mount -t tmpfs -o size=4m none "$1/disk"
    cp -a "$1/root" "$1/disk/root"
    space=$(df --output=avail -k "$1/disk" | tail -n 1)
    head -c "$((space * 1024 - $2 * 4096))" /dev/zero >"$1/disk/ballast"
    status=0
    "$3" import "$1/in.tar" --root "$1/disk/root" 2>"$1/errors" || status=$?
    rm -r "$1/root"
    cp -a "$1/disk/root" "$1/root"
    exit "$status"
    """

  @Test("a full disk leaves the repository as it was, however little there is", .enabled(if: Mounts.areAllowed))
  func fullDisk() throws {
    var statuses: Set<Int32> = []
    for pages in [
      0, 1, 2, 5, 30, 60, 88, 89, 90, 91, 92, 93, 94, 95, 96, 97, 98, 99, 100, 104, 108, 112, 120, 160, 400,
    ] {
      let shop = try Workshop(copying: Self.workshop())
      let before = try Snapshot(shop)
      try shop.folder.makeFolder("disk")
      let run = try Program.run(
        "unshare", ["-rm", "/bin/bash", "-c", Self.fullDisk, "full", shop.folder.path, String(pages), Program.omahaPkg])
      statuses.insert(run.status)
      if run.status == 0 {
        #expect(releases(shop).count == 4)
        break
      }
      #expect(run.status == 73 || run.status == 74, "\(pages) pages: \(run.status)")
      let errors = try shop.folder.text("errors")
      #expect(errors.lowercased().contains("no space left on device"), "\(pages) pages: \(errors)")
      #expect(try Snapshot(shop) == before, "\(pages) pages")
      #expect(shop.folder.files().filter { $0.contains(".omaha-") } == [], "\(pages) pages")
    }
    #expect(statuses.contains(0) && statuses.count > 1, "\(statuses)")
  }

  /// A repository with one app, and a bundle that brings two more releases of it, one of another app, and a new app. The folder of
  /// releases of the other cannot be exchanged.
  private static func several() throws -> Workshop {
    try Workshop(for: "import of several apps") { shop in
      let source = try Workshop()
      try source.folder.write("hello", to: "update.gz")
      for version in ["1.0", "2.0"] {
        try source.expect("add @update.gz \(app) --version \(version)")
        try source.expect("add @update.gz --app org.new --version \(version) --channel stable")
        try source.expect("add @update.gz --app org.other --version \(version)")
      }
      try source.expect("export --policy --output \(shop.folder.path(of: "in.tar"))")
      try shop.folder.write("hello", to: "update.gz")
      for other in [app, "--app org.other"] { try shop.expect("add @update.gz \(other) --version 0.9 --channel beta") }
      try shop.folder.makeFolder("root/catalog/org.other/releases/.git")
    }
  }

  /// What everybody sees of a repository.
  private func content(_ shop: Workshop) throws -> [String: String] {
    try Snapshot(shop).files.filter { !$0.key.contains("/.omaha-") }
  }

  @Test(
    "of several apps all come or none, with the next command at the latest, wherever the import is killed",
    .enabled(if: Strace.isUsable), arguments: ["mkdirat", "fsync", "linkat", "renameat", "renameat2", "unlinkat"])
  func severalKilled(call: String) throws {
    let strace = try #require(Program.installed("strace"))
    let template = try Self.several()
    let before = try content(template)
    let complete = try Workshop(copying: template)
    try complete.expect("import @in.tar --policy")
    let releases = try content(complete).filter { $0.key.contains("/releases/") }
    var seen: Set<RepositoryState> = []
    var isOver = false
    for number in 1...150 where !isOver {
      let shop = try Workshop(copying: template)
      let run = try shop.run(
        "import @in.tar --policy", under: strace, Faults.injection(call, "signal=KILL", number: number))
      isOver = run.status == 0
      #expect(isOver || run.status == 128 + SIGKILL, "\(call) \(number): \(run.errors)")
      guard seen.insert(try RepositoryState(shop)).inserted else { continue }
      try shop.expect("check")
      try shop.expect("channel add other \(Self.app)")
      let now = try content(shop)
      let isNone = now.keys.sorted() == before.keys.sorted()
      #expect(
        isNone || now.filter { $0.key.contains("/releases/") } == releases, "\(call) \(number): \(now.keys.sorted())")
      #expect(
        now["root/catalog/org.new/app.xml"] == (isNone ? nil : try content(complete)["root/catalog/org.new/app.xml"]))
      #expect(!shop.folder.names("root/payloads").contains { $0.hasPrefix(".omaha-") })
      #expect(shop.folder.files().filter { $0.contains(".omaha-") } == [])
      try shop.expect("verify")
      try shop.expect("import @in.tar --policy")
      #expect(try content(shop) == content(complete), "\(call) \(number)")
    }
    #expect(isOver && seen.count > 1)
  }

  @Test(
    "of several apps all come or none, whatever call the system refuses", .enabled(if: Strace.isUsable),
    .enabled(if: FullRun.isOn),
    arguments: [
      ("write", "error=ENOSPC"), ("fsync", "error=EIO"), ("mkdirat", "error=ENOSPC"), ("linkat", "error=EMLINK"),
      ("renameat", "error=EIO"), ("renameat2", "error=EINVAL"), ("openat", "error=EMFILE"),
    ])
  func severalRefused(call: String, fault: String) throws {
    let strace = try #require(Program.installed("strace"))
    let template = try Self.several()
    let before = try content(template)
    let complete = try Workshop(copying: template)
    try complete.expect("import @in.tar")
    let after = try content(complete)
    var seen: Set<RepositoryState> = []
    var refusals = 0
    var isOver = false
    // A debug program opens hundreds of files before it begins.
    for number in 1...2_000 where !isOver {
      let shop = try Workshop(copying: template)
      let trace = shop.folder.path(of: "trace")
      let run = try shop.run(
        "import @in.tar", under: strace,
        ["-f", "-qq", "-o", trace, "-e", "trace=\(call)", "-e", "inject=\(call):\(fault):when=\(number)"])
      isOver = try !shop.folder.text("trace").contains("(INJECTED)")
      if !isOver { refusals += 1 }
      let now = try content(shop)
      if run.status == 0 {
        #expect(now == after, "\(call) \(number)")
      } else {
        #expect(now == before || now == after, "\(call) \(number): \(now.keys.sorted()) \(run.errors)")
      }
      guard seen.insert(try RepositoryState(shop)).inserted else { continue }
      try shop.expect("import @in.tar")
      #expect(try content(shop) == after, "\(call) \(number)")
    }
    #expect(isOver && refusals > 0)
  }

  @Test("two imports at once both end well, and so do other commands while a bundle is still coming")
  func together() throws {
    let shop = try Self.workshop()
    // Both have their folders before either has all bytes.
    let script = """
      set -euo pipefail
      mkfifo "$1/a" "$1/b"
      "$2" import "$1/a" --root "$1/root" >"$1/a.log" 2>&1 & a=$!
      "$2" import "$1/b" --root "$1/root" >"$1/b.log" 2>&1 & b=$!
      exec 3>"$1/a" 4>"$1/b"
      head -c 50000 "$1/in.tar" >&3
      head -c 50000 "$1/in.tar" >&4
      for n in $(seq 2000); do
        if [[ $(ls -A "$1/root/payloads" | grep -c '^.omaha-import-') == 2 ]]; then break; fi
        sleep 0.01
      done
      ls -A "$1/root/payloads" | grep -c '^.omaha-import-' >"$1/count"
      "$2" block add 9.9 --app com.example.agent --root "$1/root" >&2
      ls -A "$1/root/payloads" | grep -c '^.omaha-import-' >>"$1/count"
      tail -c +50001 "$1/in.tar" >&3
      exec 3>&-
      tail -c +50001 "$1/in.tar" >&4
      exec 4>&-
      wait "$a"
      wait "$b"
      """
    let run = try Program.run("/bin/bash", ["-c", script, "together", shop.folder.path, Program.omahaPkg])
    let logs = try shop.folder.text("a.log") + shop.folder.text("b.log")
    #expect(run.status == 0, "\(run.errors) \(logs)")
    #expect(try shop.folder.text("count") == "2\n2\n")
    #expect(logs.contains("added 3.0 amd64") && logs.contains("nothing changed"), "\(logs)")
    #expect(releases(shop).count == 4)
    #expect(!shop.folder.names("root/payloads").contains { $0.hasPrefix(".omaha-") })
    try shop.expect("verify")
  }

  @Test("bytes and names reach the disk in an order that a power cut cannot harm", .enabled(if: Strace.isUsable))
  func powerCut() throws {
    let strace = try #require(Program.installed("strace"))
    let shop = try Self.workshop()
    let trace = shop.folder.path(of: "trace")
    let run = try shop.run(
      "import @in.tar", under: strace,
      ["-f", "-y", "-qq", "-o", trace, "-e", "trace=openat,write,ioctl,fsync,linkat,renameat,unlinkat,mkdir,mkdirat"])
    #expect(run.status == 0, "\(run.errors)")
    let text = try shop.folder.text("trace").split(separator: "\n").filter {
      !$0.contains(".omaha-import-") || $0.contains("renameat") || $0.contains("fsync") || $0.contains("write")
    }
    let order = DiskOrder(trace: text.joined(separator: "\n"))
    #expect(order.faults.filter { !$0.contains(".omaha-") } == [], "\(text.joined(separator: "\n"))")
    #expect(order.changes > 3)
  }
}
