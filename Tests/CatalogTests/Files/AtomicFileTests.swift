import Glibc
import Testing
import TestSupport

@testable import Catalog
@testable import CatalogEditing

@Suite("AtomicFile")
struct AtomicFileTests {
  let temporary: TemporaryFolder

  init() throws { temporary = try TemporaryFolder() }

  @Test("a file that is not committed leaves nothing behind")
  func abandoned() throws {
    do {
      let file = try AtomicFile("name", in: try Directory(path: temporary.path))
      try file.write([1, 2, 3])
    }
    #expect(temporary.names().isEmpty)
  }

  @Test("create gives a new file its name and refuses a name that is taken")
  func create() throws {
    let directory = try Directory(path: temporary.path)
    let first = try AtomicFile("name", in: directory)
    try first.write(Array("first".utf8))
    #expect(temporary.names().allSatisfy { $0.hasPrefix(AtomicFile.temporaryPrefix) }, "the name is not there yet")
    try first.create()
    do {
      let second = try AtomicFile("name", in: directory)
      try second.write(Array("second".utf8))
      let error = #expect(throws: RepositoryError.self) { try second.create() }
      #expect(error?.code == EEXIST)
    }
    #expect(try temporary.text("name") == "first")
    #expect(temporary.names() == ["name"])
  }

  @Test("replace puts a file in the place of another and leaves no temporary name")
  func replace() throws {
    let directory = try Directory(path: temporary.path)
    for text in ["first", "second"] {
      let file = try AtomicFile("name", in: directory)
      try file.write(Array(text.utf8))
      try file.replace()
      #expect(try temporary.text("name") == text)
    }
    #expect(temporary.names() == ["name"])
  }
}
