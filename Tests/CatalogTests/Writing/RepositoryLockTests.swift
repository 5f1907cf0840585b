import Testing
import TestSupport

@testable import Catalog
@testable import CatalogEditing

@Suite("RepositoryLock")
struct RepositoryLockTests {
  @Test("a second writer is told that it waits, and goes on when the first is done")
  func serialises() throws {
    let temporary = try TemporaryFolder()
    let directory = try Directory(path: temporary.path)
    var first: RepositoryLock? = try RepositoryLock(of: directory) { Issue.record("nobody held the lock") }
    #expect(first != nil)
    var waited = 0
    let second = try RepositoryLock(of: directory) {
      waited += 1
      first = nil
    }
    withExtendedLifetime(second) { #expect(waited == 1) }
  }
}
