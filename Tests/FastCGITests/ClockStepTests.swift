import Glibc
import Testing
import TestSupport

@testable import FastCGI

/// omaha-fcgi while somebody sets the clock.
struct ClockStepTests {
  /// A server whose clock is ahead by the seconds in a file.
  private func start(in directory: TemporaryFolder) throws -> ServerProcess {
    try directory.makeRepository()
    try directory.write("0", to: "step")
    let parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
    let source = parts.dropLast(2).joined(separator: "/") + "/Faults/stepped-clock.c"
    let compiler = try ServerProcess("exec clang -shared -fPIC -O1 -o clock.so '\(source)'", in: directory)
    try #require(compiler.waitForExit() == 0)
    return try ServerProcess(
      "STEP=step LD_PRELOAD=./clock.so exec \"$0\" --root . --socket fcgi.sock --threads 2", in: directory)
  }

  /// The days since 2007 in an answer.
  private func days(_ answer: String) throws -> Int {
    let start = try #require(answer.firstRange(of: "elapsed_days=\""))
    return try #require(Int(answer[start.upperBound...].prefix { $0 != "\"" }))
  }

  @Test("The clock may go forwards and backwards, before the protocol's first day and to the end of time: all goes on")
  func steps() throws {
    let directory = try TemporaryFolder()
    let server = try start(in: directory)
    #expect(server.hasLogged("msg=serving"))
    let peer = try Peer(path: server.socketPath)
    let today = try days(try ServerProcess.ask(peer))
    let day = 86_400
    var reloads = 0
    for step in [3_600, -3_600, 400 * day, -400 * day, -30 * 365 * day, 5_000 * 365 * day, -200 * 365 * day, 0] {
      try directory.write(String(step), to: "step")
      let answer = try ServerProcess.ask(peer)
      #expect(answer.contains("<manifest version="), "\(step): \(answer)")
      if abs(step) <= 400 * day { #expect(abs(try days(answer) - today - step / day) <= 1, "\(step): \(answer)") }
      // What waits for time to pass waits by another clock: a change is taken up, and what is late is given up.
      reloads += 1
      let version = "2.0.\(reloads)"
      try directory.addRelease(version)
      try directory.offer(version)
      #expect(server.hasLogged("catalog reloaded", times: reloads), "\(step)")
      #expect(eventually { (try? ServerProcess.ask(peer).contains("<manifest version=\"\(version)\">")) == true })
    }
    server.signal(SIGTERM)
    #expect(server.waitForExit() == 0)
    #expect(server.log.contains("time=1996-") && server.log.contains("time=7"), "the clock did step")
  }

  @Test("Everything that measures time in the sources uses the monotonic clock")
  func monotonic() throws {
    let parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
    let sources = parts.dropLast(3).joined(separator: "/") + "/Sources"
    var wall: Set<String> = []
    for module in ["Posix", "FastCGI", "omaha-fcgi", "Gateway", "Journal", "UpdateService", "Catalog", "Omaha", "XML"] {
      var folders = ["\(sources)/\(module)"]
      while let folder = folders.popLast() {
        for name in TemporaryFolder.names(in: folder) {
          let path = "\(folder)/\(name)"
          guard name.hasSuffix(".swift") else {
            folders.append(path)
            continue
          }
          let text = System.text(of: path)
          if text.contains("CLOCK_REALTIME") || text.contains("gettimeofday(") { wall.insert(name) }
        }
      }
    }
    // The moment that a line of the log, a daystart and a decision are about; and the one in a segment's name.
    #expect(wall == ["LogTime.swift", "Clock.swift"])
  }
}
