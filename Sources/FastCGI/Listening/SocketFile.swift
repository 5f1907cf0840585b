internal import Glibc

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
struct SocketFile: Hashable, Sendable {
  let path: String
  private let device: dev_t
  private let inode: ino_t

  init?(_ path: String) {
    var status = stat()
    guard unsafe lstat(path, &status) == 0 else { return nil }
    self.path = path
    device = status.st_dev
    inode = status.st_ino
  }

  private init(path: String, like other: SocketFile) {
    self.path = path
    device = other.device
    inode = other.inode
  }

  /// The same file after it was renamed.
  func renamed(to path: String) -> SocketFile {
    SocketFile(path: path, like: self)
  }

  /// Removes the file if it is still this one.
  func remove() {
    guard SocketFile(path) == self else { return }
    _ = unsafe unlink(path)
  }
}
