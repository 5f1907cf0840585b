internal import Glibc
internal import Posix

/// Who may connect to a unix socket.
public struct SocketAccess: Hashable, Sendable {
  /// The file's mode; connecting needs write permission.
  public var mode: UInt16 = 0o660
  /// The owner, a name or a number; nil leaves the process's user.
  public var owner: String?
  /// The group, a name or a number; nil leaves the process's group.
  public var group: String?

  /// Mode 0660, owner and group of the process.
  public init() {}
}

/// The file of a unix socket, known by its inode, so that nobody else's is ever removed.
struct SocketFile: Sendable {
  let path: String
  private let stamp: FileStamp

  init?(_ path: String) {
    guard let stamp = FileStamp(path: path, followsLinks: false) else { return nil }
    self.init(path: path, stamp)
  }

  private init(path: String, _ stamp: FileStamp) {
    self.path = path
    self.stamp = stamp
  }

  /// The same file after it was renamed.
  func renamed(to path: String) -> SocketFile {
    SocketFile(path: path, stamp)
  }

  /// Removes the file if it is still this one.
  func remove() {
    guard SocketFile(path)?.stamp.isSameFile(as: stamp) == true else { return }
    _ = unsafe unlink(path)
  }
}
