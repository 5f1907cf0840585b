internal import CLinux
internal import Glibc

// Calls of Linux that Swift's Glibc module lacks.

/// Takes the next connection of a listening socket, non-blocking; below zero with `errno` when there is none.
package func acceptConnection(of listener: Int32) -> Int32 {
  accept4(listener, nil, nil, Int32(SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue))
}

/// Makes a file in memory without a name; below zero with `errno` when there is no memory. /proc shows it as `name`.
package func makeMemoryFile(_ name: String) -> Int32 { unsafe memfd_create(name, UInt32(MFD_CLOEXEC)) }

/// Lets two names change places, so that at no moment one of them is missing (renameat2(2)).
///
/// - Returns: 0, or below zero with `errno`: not every file system can.
package func exchange(_ name: String, in directory: Int32, with other: String, in otherDirectory: Int32) -> Int32 {
  unsafe renameat2(directory, name, otherDirectory, other, UInt32(RENAME_EXCHANGE))
}

/// Lets a pipe hold more than it does at first, where that is allowed, so that both of its ends wait less (fcntl(2), F_SETPIPE_SZ).
/// Whatever else the descriptor is of stays as it is.
package func enlargePipe(_ descriptor: Int32) { _ = fcntl(descriptor, 1031, 1 << 20) }

/// Lets the disk begin with what was written to a file, and does not wait for it (sync_file_range(2)): a later fsync has less to wait for, and
/// tells what went wrong.
package func beginWriting(of file: Int32) { _ = sync_file_range(file, 0, 0, UInt32(SYNC_FILE_RANGE_WRITE)) }

/// Makes an empty file share the blocks of another one, whatever happens to that later (ioctl_ficlone(2)).
///
/// - Returns: whether it could be done: only some file systems can, and only within one.
package func cloneBlocks(of source: Int32, to destination: Int32) -> Bool { omaha_clone(destination, source) == 0 }

/// Lets this thread open and make files as another user, or as its own again (setfsuid(2)). Without the right to, nothing changes.
package func makeFiles(as user: UInt32, _ group: UInt32) {
  // The group first: afterwards the right to change it may be gone.
  if user == geteuid() { setfsuid(user) }
  setfsgid(group)
  setfsuid(user)
}
