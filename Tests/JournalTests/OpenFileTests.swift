import Foundation
import Testing
import TestSupport

@testable import Journal

struct OpenFileTests {
  @Test("A lock is given up with its owner, though a process that is being started has a copy of the file")
  func unlocked() throws {
    let folder = try TemporaryFolder()
    let copy = try lockedCopy(of: folder.path(of: "file"))
    defer { close(copy) }
    let other = try OpenFile(folder.path(of: "file"), O_RDWR)
    let isFree = other.lock(LOCK_EX | LOCK_NB)
    #expect(isFree)
  }

  /// A copy of a file that was locked; its owner is gone.
  private func lockedCopy(of path: String) throws -> Int32 {
    let file = try OpenFile(path, O_RDWR | O_CREAT)
    let isLocked = file.lock(LOCK_EX)
    #expect(isLocked)
    return fcntl(file.number, F_DUPFD_CLOEXEC, 0)
  }
}
