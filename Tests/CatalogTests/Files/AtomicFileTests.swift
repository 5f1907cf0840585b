import Testing

@testable import Catalog
@testable import CatalogEditing

@Suite("AtomicFile")
struct AtomicFileTests {
  let temporary: TemporaryDirectory

  init() throws { temporary = try TemporaryDirectory() }

  @Test("a file that is not committed leaves nothing behind", arguments: [false, true])
  func abandoned(isNamed: Bool) throws {
    do {
      let file = try AtomicFile("name", in: try Directory(path: temporary.path), isNamed: isNamed)
      try file.write([1, 2, 3])
    }
    #expect(try temporary.names().isEmpty)
  }

  @Test("create gives a new file its name and refuses a name that is taken", arguments: [false, true])
  func create(isNamed: Bool) throws {
    let directory = try Directory(path: temporary.path)
    let first = try AtomicFile("name", in: directory, isNamed: isNamed)
    try first.write(Array("first".utf8))
    #expect(try temporary.names().contains("name") == false, "the name is not there before the commit")
    if !isNamed { #expect(try temporary.names().isEmpty, "nothing is there before the commit") }
    try first.create()
    do {
      let second = try AtomicFile("name", in: directory, isNamed: isNamed)
      try second.write(Array("second".utf8))
      let error = #expect(throws: RepositoryError.self) { try second.create() }
      #expect(error?.isExisting == true)
    }
    #expect(try temporary.text("name") == "first")
    #expect(try temporary.names() == ["name"])
  }

  @Test("replace puts a file in the place of another and leaves no temporary name", arguments: [false, true])
  func replace(isNamed: Bool) throws {
    let directory = try Directory(path: temporary.path)
    for text in ["first", "second"] {
      let file = try AtomicFile("name", in: directory, isNamed: isNamed)
      try file.write(Array(text.utf8))
      try file.replace()
      #expect(try temporary.text("name") == text)
    }
    #expect(try temporary.names() == ["name"])
  }
}
