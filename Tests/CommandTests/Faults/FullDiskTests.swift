import Foundation
import Testing
import TestSupport

/// A file system that is really full: writes take what fits, then nothing.
@Suite("A command on a full disk")
struct FullDiskTests {
  /// A tmpfs of a few pages in a mount namespace of its own, filled up to some pages before the command runs in it.
  private static let script = """
    set -e
    mount -t tmpfs -o size=64m none "$1/disk"
    cp -a "$1/root" "$1/disk/root"
    space=$(df --output=avail -k "$1/disk" | tail -n 1)
    head -c "$((space * 1024 - $2 * 4096))" /dev/zero >"$1/disk/ballast"
    export OMAHA_ROOT=$1/disk/root
    shift 2
    status=0
    "$@" >"$FOLDER/output" 2>"$FOLDER/errors" || status=$?
    rm -rf "$FOLDER/after"
    cp -a "$OMAHA_ROOT" "$FOLDER/after"
    exit "$status"
    """

  @Test(
    "says that there is no space, and leaves the repository whole, however little there is",
    .enabled(if: Mounts.areAllowed),
    arguments: [
      "add @secret.gz --app com.example.agent --version 3.0 --channel new", "block add 2.0 --app com.example.agent",
    ])
  func full(command: String) throws {
    let unshare = try #require(Program.installed("unshare"))
    let change = try #require(Change.all.first { $0.command == command })
    let states = try change.states()
    let template = try Change.workshop()
    var statuses: Set<Int32> = []
    for pages in [0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 14, 20, 40, 80, 100, 104, 108, 112, 130, 200] {
      let shop = try Workshop(copying: template)
      try FileManager.default.createDirectory(atPath: shop.folder.path + "/disk", withIntermediateDirectories: true)
      let run = try Program.run(
        unshare,
        ["-rm", "/bin/bash", "-c", Self.script, "full", shop.folder.path, String(pages), Program.omahaPkg]
          + shop.arguments(change.command), environment: ["FOLDER": shop.folder.path])
      statuses.insert(run.status)
      #expect(run.status == 0 || run.status == 73 || run.status == 74, "\(pages) pages: \(run.status) \(run.errors)")
      let errors = try shop.folder.text("errors")
      if run.status != 0 {
        #expect(errors.lowercased().contains("no space left on device"), "\(pages) pages: \(errors)")
      }
      try FileManager.default.removeItem(atPath: shop.root)
      try FileManager.default.moveItem(atPath: shop.folder.path + "/after", toPath: shop.root)
      #expect(change.isWhole(try Snapshot(shop), states), "\(pages) pages")
      #expect(shop.folder.files().filter { $0.contains("omaha-tmp") } == [], "\(pages) pages")
      try shop.expect("check")
      if run.status == 0 { break }
    }
    #expect(statuses.contains(0) && statuses.count > 1, "\(statuses)")
  }
}
