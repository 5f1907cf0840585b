import Glibc
import Posix
import Testing
import TestSupport

@testable import FastCGI
@testable import omaha_fcgi

struct LogOutputTests {
  private static func pipe() -> (reader: Int32, writer: Int32) {
    var ends: [Int32] = [0, 0]
    precondition(unsafe Glibc.pipe(&ends) == 0)
    _ = fcntl(ends[0], F_SETFL, O_NONBLOCK)
    return (ends[0], ends[1])
  }

  private static func readAll(_ descriptor: Int32) -> String {
    var text: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = unsafe buffer.withUnsafeMutableBytes { unsafe read(descriptor, $0.baseAddress, $0.count) }
      guard count > 0 else { return String(decoding: text, as: UTF8.self) }
      text += buffer[..<count]
    }
  }

  @Test("Lines arrive as they are")
  func plain() {
    let pipe = Self.pipe()
    defer { _ = (close(pipe.reader), close(pipe.writer)) }
    let sink = LogOutput(pipe.writer)
    sink.write(Array("one\ntwo\n".utf8))
    sink.write(Array("three\n".utf8))
    #expect(Self.readAll(pipe.reader) == "one\ntwo\nthree\n")
  }

  @Test("Lines of many threads do not mix, short ones and ones that the kernel may take in pieces")
  func threads() async throws {
    let directory = try TemporaryFolder()
    let path = directory.path + "/log"
    let file = unsafe open(path, O_WRONLY | O_CREAT | O_APPEND, 0o600)
    try #require(file >= 0)
    defer { _ = close(file) }
    let sink = LogOutput(file)
    await withTaskGroup(of: Void.self) { group in
      for letter in "abcd" {
        group.addTask {
          for round in 0..<500 {
            sink.write(Array((String(repeating: letter, count: round % 10 == 0 ? 6_000 : 100) + "\n").utf8))
          }
        }
      }
    }
    let reader = unsafe open(path, O_RDONLY)
    defer { _ = close(reader) }
    let lines = Self.readAll(reader).split(separator: "\n")
    #expect(lines.count == 2_000)
    #expect(lines.allSatisfy { Set($0.utf8).count == 1 && [100, 6_000].contains($0.utf8.count) })
  }

  @Test("Several lines at once stay whole in a pipe whose reader is slow, whoever else writes")
  func slowReader() throws {
    let pipe = Self.pipe()
    defer { _ = close(pipe.reader) }
    let sink = LogOutput(pipe.writer, timeout: 10_000)
    let threads = try "abcd".map { letter in
      let line = String(repeating: letter, count: 100) + "\n"
      return try Thread {
        for round in 0..<200 {
          // Sixty lines are more than the kernel takes in one piece.
          sink.write(Array(String(repeating: line, count: round % 2 == 0 ? 60 : 1).utf8))
        }
      }
    }
    var text: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 700)
    while text.count < 4 * 100 * 61 * 101 {
      let count = unsafe piece.withUnsafeMutableBytes { unsafe read(pipe.reader, $0.baseAddress, $0.count) }
      if count > 0 { text += piece[..<count] } else { sched_yield() }
    }
    for thread in threads { thread.join() }
    _ = close(pipe.writer)
    let lines = text.split(separator: UInt8(ascii: "\n"))
    #expect(lines.count == 4 * 100 * 61)
    #expect(lines.allSatisfy { $0.count == 100 && Set($0).count == 1 })
  }

  @Test("A pipe that has room for a part of the lines gets whole ones, and the others are counted as lost")
  func partOfLines() {
    let pipe = Self.pipe()
    defer { _ = (close(pipe.reader), close(pipe.writer)) }
    // Two pages (F_SETPIPE_SZ is a macro that Swift does not import), of which the first is full.
    #expect(fcntl(pipe.writer, 1031, 8_192) == 8_192)
    let sink = LogOutput(pipe.writer, timeout: 1)
    let ballast = String(repeating: "x", count: 4_095) + "\n"
    sink.write(Array(ballast.utf8))
    let line = String(repeating: "y", count: 100) + "\n"
    sink.write(Array(String(repeating: line, count: 60).utf8))
    #expect(Self.readAll(pipe.reader) == ballast + String(repeating: line, count: 40))
    #expect(sink.lostLines == 20)
    sink.write(Array("next\n".utf8))
    #expect(Self.readAll(pipe.reader).hasSuffix("level=warning msg=\"log lines were lost\" lines=20\nnext\n"))
    #expect(sink.lostLines == 0)
  }

  @Test("A reader that sleeps blocks nobody for long, and hears how much it has missed")
  func sleepingReader() {
    let pipe = Self.pipe()
    defer { _ = (close(pipe.reader), close(pipe.writer)) }
    let sink = LogOutput(pipe.writer, timeout: 1)
    let line = Array((String(repeating: "x", count: 1_000) + "\n").utf8)
    for _ in 0..<200 { sink.write(line) }
    let before = Self.readAll(pipe.reader)
    sink.write(Array("awake\n".utf8))
    let after = Self.readAll(pipe.reader).split(separator: "\n", omittingEmptySubsequences: false)
    let whole = before.split(separator: "\n").count { $0.utf8.count == 1_000 }
    #expect(whole < 200)
    #expect(after.contains { $0.hasSuffix("level=warning msg=\"log lines were lost\" lines=\(200 - whole)") })
    #expect(after.suffix(2) == ["awake", ""])
  }

  @Test("A socket is written to, and one whose reader sleeps blocks nobody")
  func socket() {
    var ends: [Int32] = [0, 0]
    #expect(unsafe socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0)
    defer { _ = (close(ends[0]), close(ends[1])) }
    let sink = LogOutput(ends[1], timeout: 1)
    let line = Array((String(repeating: "x", count: 1_000) + "\n").utf8)
    sink.write(line)
    #expect(sink.lostLines == 0)
    for _ in 0..<1_000 { sink.write(line) }
    #expect(sink.lostLines > 0)
  }

  @Test("A log that nobody reads any more kills nobody")
  func closedPipe() {
    signal(SIGPIPE, SIG_IGN)
    let pipe = Self.pipe()
    let sink = LogOutput(pipe.writer)
    _ = close(pipe.reader)
    for _ in 0..<100 { sink.write(Array("lost\n".utf8)) }
    _ = close(pipe.writer)
  }

  @Test("A full disk loses lines only while it is full")
  func fullDisk() throws {
    let full = unsafe open("/dev/full", O_WRONLY)
    try #require(full >= 0)
    let sink = LogOutput(full)
    for _ in 0..<3 { sink.write(Array("lost\n".utf8)) }
    _ = close(full)
    #expect(sink.lostLines == 3)
  }
}
