import Foundation
import Testing
import TestSupport

/// A file system that can clone: XFS in a file, mounted in a mount namespace of its own.
struct CloningDisk {
  /// Makes the file system in which `update.gz` and a repository are, and runs the command there.
  private static let script = """
    set -e
    folder=$1 program=$2
    shift 2
    mkdir "$folder/disk"
    truncate -s 400m "$folder/image"
    mkfs.xfs -q -m reflink=1 "$folder/image"
    mount -o loop "$folder/image" "$folder/disk"
    cp "$folder/update.gz" "$folder/disk/update.gz"
    cd "$folder/disk"
    export OMAHA_ROOT=$folder/disk/root
    "$program" init >/dev/null
    status=0
    "$program" "$@" || status=$?
    cd /
    umount "$folder/disk"
    exit "$status"
    """

  /// Whether there is the program that makes the file system, a kernel that knows it, and the right to mount a file.
  static let isThere: Bool = {
    guard Program.installed("mkfs.xfs") != nil, FileManager.default.fileExists(atPath: "/dev/loop-control"),
      geteuid() == 0
    else { return false }
    return (try? String(contentsOfFile: "/proc/filesystems", encoding: .utf8))?.contains("\txfs\n") == true
  }()

  private let folder: TemporaryFolder

  init(in folder: TemporaryFolder) throws {
    self.folder = folder
  }

  func run(_ arguments: [String]) throws -> Run {
    let unshare = try #require(Program.installed("unshare"))
    return try Program.run(
      unshare, ["-m", "/bin/bash", "-c", Self.script, "cloning", folder.path, Program.omahaPkg] + arguments)
  }
}
