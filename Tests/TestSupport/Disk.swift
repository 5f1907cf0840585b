import Foundation

/// A small disk of its own, which can be full and can hang. Only root may make one.
package final class Disk {
  package let path: String
  private let folder: TemporaryFolder
  private let isOnFile: Bool

  /// In memory, or an ext4 in a file.
  package init(onFile: Bool = false) throws {
    folder = try TemporaryFolder()
    path = folder.path(of: "disk")
    isOnFile = onFile
    try folder.makeFolder("disk")
    if onFile {
      try Program.output(of: "truncate", ["-s", "64M", folder.path(of: "image")])
      try Program.output(of: "mkfs.ext4", ["-q", "-F", folder.path(of: "image")])
      try Program.output(of: "mount", ["-o", "loop", folder.path(of: "image"), path])
    } else {
      try Program.output(of: "mount", ["-t", "tmpfs", "-o", "size=64m", "none", path])
    }
  }

  deinit {
    if isOnFile { _ = try? Program.run("fsfreeze", ["-u", path]) }
    _ = try? Program.run("umount", [path])
  }

  /// Takes all room that is left.
  package func fill() {
    // It ends when the disk is full.
    _ = try? Program.run("dd", ["if=/dev/zero", "of=\(path)/ballast", "bs=64k"])
    _ = try? Program.run("dd", ["if=/dev/zero", "of=\(path)/rest", "bs=512"])
  }

  /// Gives it back.
  package func makeRoom() throws {
    for name in ["ballast", "rest"] { try FileManager.default.removeItem(atPath: "\(path)/\(name)") }
  }

  /// Whatever changes it waits, as on a disk that hangs. It goes on after half a minute, whatever becomes of the test.
  package func freeze() throws {
    _ = try ChildProcess("sh", ["-c", "(sleep 30; fsfreeze -u '\(path)') >/dev/null 2>&1 &"]).wait()
    try Program.output(of: "fsfreeze", ["-f", path])
  }

  /// It goes on.
  package func thaw() throws { try Program.output(of: "fsfreeze", ["-u", path]) }

  package static let canBeMade = (try? Disk()) != nil
  package static let canBeFrozen = (try? Disk(onFile: true)) != nil && Program.installed("fsfreeze") != nil
}
