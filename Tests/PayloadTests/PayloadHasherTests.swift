internal import Foundation
internal import Payload
internal import Testing
internal import TestSupport

@Suite("Hashing a payload")
struct PayloadHasherTests {
  @Test(
    "Digests equal those of sha1sum and sha256sum at every buffer boundary",
    arguments: [0, 1, 63, 64, (1 << 20) - 1, 1 << 20, (1 << 20) + 1, 9 << 20, (17 << 20) + 5])
  func agreesWithCoreutils(size: Int) throws {
    let directory = try TemporaryFolder()
    let path = try directory.write(TestBytes.random(size, seed: 7), to: "payload")
    let digest = try PayloadHasher.hash(path: path)
    #expect(digest.size == UInt64(size))
    #expect(try digest.sha1Hex == Oracle.firstWord("sha1sum", path))
    #expect(try digest.sha256Hex == Oracle.firstWord("sha256sum", path))
  }

  @Test("Base64 is what openssl prints for the same digest")
  func base64() throws {
    let directory = try TemporaryFolder()
    let path = try directory.write(TestBytes.random(1000, seed: 8), to: "payload")
    let digest = try PayloadHasher.hash(path: path)
    #expect(try digest.sha1Base64 == Oracle.firstWord("sh", "-c", "openssl dgst -sha1 -binary '\(path)' | base64"))
    #expect(try digest.sha256Base64 == Oracle.firstWord("sh", "-c", "openssl dgst -sha256 -binary '\(path)' | base64"))
  }

  @Test("A copy is equal to its source and the digest is that of both")
  func copies() throws {
    let directory = try TemporaryFolder()
    let bytes = TestBytes.random((5 << 20) + 3, seed: 9)
    let path = try directory.write(bytes, to: "payload")
    let copy = try directory.write([], to: "copy")
    let source = try FileHandle(forReadingFrom: URL(filePath: path))
    let destination = try FileHandle(forWritingTo: URL(filePath: copy))
    var steps: [UInt64] = []
    let digest = try PayloadHasher.copy(
      from: source.fileDescriptor, path: path, to: destination.fileDescriptor, path: copy
    ) { done, total in
      #expect(total == UInt64(bytes.count))
      steps.append(done)
    }
    #expect(try Data(contentsOf: URL(filePath: copy)) == Data(bytes))
    #expect(try digest.sha256Hex == Oracle.firstWord("sha256sum", copy))
    #expect(steps == steps.sorted() && steps.last == UInt64(bytes.count))
  }

  @Test("A destination without room is a write error about the destination")
  func fullDestination() throws {
    let directory = try TemporaryFolder()
    let path = try directory.write([1, 2, 3], to: "payload")
    let source = try FileHandle(forReadingFrom: URL(filePath: path))
    let full = try FileHandle(forWritingTo: URL(filePath: "/dev/full"))
    #expect(throws: PayloadError(.write(code: ENOSPC), path: "/dev/full")) {
      try PayloadHasher.copy(from: source.fileDescriptor, path: path, to: full.fileDescriptor, path: "/dev/full")
    }
  }

  @Test("A missing file, a directory, a pipe and a device are refused, each by name")
  func refusals() throws {
    let directory = try TemporaryFolder()
    let missing = directory.path + "/missing"
    #expect(throws: PayloadError(.noInput(code: ENOENT), path: missing)) { try PayloadHasher.hash(path: missing) }
    #expect(throws: PayloadError(.notRegularFile("a directory"), path: directory.path)) {
      try PayloadHasher.hash(path: directory.path)
    }
    let pipe = directory.path + "/pipe"
    _ = try Oracle.run("mkfifo", pipe)
    #expect(throws: PayloadError(.notRegularFile("a pipe"), path: pipe)) { try PayloadHasher.hash(path: pipe) }
    #expect(throws: PayloadError(.notRegularFile("a device"), path: "/dev/zero")) {
      try PayloadHasher.hash(path: "/dev/zero")
    }
  }

  @Test("A file that grows or shrinks while being read is an error, not a wrong digest", arguments: [1, (6 << 20) + 1])
  func changes(size: UInt64) throws {
    let directory = try TemporaryFolder()
    let path = try directory.write(TestBytes.random(6 << 20, seed: 10), to: "payload")
    #expect(throws: PayloadError(.changedWhileReading, path: path)) {
      try PayloadHasher.hash(path: path) { _, _ in
        try? FileHandle(forWritingTo: URL(filePath: path)).truncate(atOffset: size)
      }
    }
  }

  @Test("A file that is overwritten with as many bytes while being read is an error, too")
  func overwritten() throws {
    let directory = try TemporaryFolder()
    let path = try directory.write(TestBytes.random(6 << 20, seed: 11), to: "payload")
    // Long ago, so that the clock's grain cannot hide that it was written again.
    try FileManager.default.setAttributes([.modificationDate: Date(timeIntervalSince1970: 0)], ofItemAtPath: path)
    #expect(throws: PayloadError(.changedWhileReading, path: path)) {
      try PayloadHasher.hash(path: path) { _, _ in
        try? FileHandle(forWritingTo: URL(filePath: path)).write(contentsOf: [1])
      }
    }
  }
}
