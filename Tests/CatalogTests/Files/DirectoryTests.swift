import Foundation
import Posix
import Testing
import TestSupport

@testable import Catalog

@Suite("Directory")
struct DirectoryTests {
  let temporary: TemporaryFolder

  init() throws { temporary = try TemporaryFolder() }

  @Test("lists every name in byte order and knows directories, also behind links")
  func entries() throws {
    try temporary.write("", to: "b.xml")
    try temporary.write("", to: ".hidden")
    try temporary.write("", to: "Z/file")
    try FileManager.default.createSymbolicLink(atPath: temporary.path + "/link", withDestinationPath: "Z")
    let entries = try Directory(path: temporary.path).entries()
    #expect(entries.map(\.name) == [".hidden", "Z", "b.xml", "link"])
    #expect(entries.map(\.isDirectory) == [false, true, false, true])
    #expect(entries.map(\.isHidden) == [true, false, false, false])
  }

  @Test("reads a file up to its limit and not a byte more", arguments: [0, 1, 4095, 4096, 4097])
  func read(size: Int) throws {
    let text = String(repeating: "x", count: size)
    try temporary.write(text, to: "file")
    let directory = try Directory(path: temporary.path)
    #expect(try directory.read("file", limit: size) == Array(text.utf8))
    guard size > 0 else { return }
    let error = #expect(throws: RepositoryError.self) { try directory.read("file", limit: size - 1) }
    #expect(error?.description == "cannot read \(temporary.path)/file: larger than \(size - 1) bytes")
  }

  @Test("refuses what is no regular file, without waiting for a FIFO's writer")
  func notRegular() throws {
    let made = unsafe mkfifo(temporary.path + "/fifo", 0o644)
    #expect(made == 0)
    try temporary.write("", to: "directory/file")
    let directory = try Directory(path: temporary.path)
    for name in ["fifo", "directory"] {
      let error = #expect(throws: RepositoryError.self) { try directory.read(name, limit: 10) }
      #expect(error?.reason == .rule("not a regular file"))
    }
  }

  @Test("says what is missing in the system's words")
  func missing() throws {
    let path = temporary.path
    let error = #expect(throws: RepositoryError.self) { _ = try Directory(path: path + "/no") }
    #expect(error?.isMissing == true)
    #expect(error?.description == "cannot read \(path)/no: no such file or directory")
  }
}
