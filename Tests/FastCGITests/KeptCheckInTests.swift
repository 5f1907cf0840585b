import Glibc
import Journal
import Posix
import Synchronization
import Testing
import TestSupport

@testable import FastCGI

/// omaha-fcgi with a journal, by its own process and socket.
struct KeptCheckInTests {
  private static let serving = "exec \"$0\" --root . --socket fcgi.sock --fleet fleet --threads 2"

  private func start(
    _ command: String = serving, in directory: TemporaryFolder? = nil, times: Int = 1
  ) throws -> ServerProcess {
    let directory = try directory ?? TemporaryFolder.withRepository()
    let server = try ServerProcess(command, in: directory)
    try #require(server.hasLogged("msg=serving", times: times), "\(server.log)")
    return server
  }

  /// The check-ins of a journal, and whether anything in it is damaged.
  static func read(_ fleet: String) throws -> (checkIns: [CheckIn], damage: Int) {
    let reader = try JournalReader(JournalFolder(fleet: fleet))
    var checkIns: [CheckIn] = []
    var damage = 0
    while let step = try reader.next() {
      switch step {
      case .checkIn(let checkIn, _, _): checkIns.append(checkIn)
      case .damage: damage += 1
      case .end: break
      }
    }
    return (checkIns, damage)
  }

  @Test("A check-in can be read as soon as its machine is answered")
  func kept() throws {
    let server = try start()
    let peer = try Peer(path: server.socketPath)
    for number in 1...20 {
      #expect(try Self.ask(peer, number))
      let found = try Self.read("\(server.directory.path)/fleet").checkIns
      #expect(found.map(\.machineID) == (1...number).map { "m\($0)" })
      #expect(
        found.last?.requestID == "r\(number)" && found.last?.reason == "offered" && found.last?.release == "2.0.0")
    }
    server.signal(SIGTERM)
    #expect(server.waitForExit() == 0)
    let reader = try JournalReader(JournalFolder(fleet: "\(server.directory.path)/fleet"))
    var last: JournalReader.Step?
    while let step = try reader.next() { last = step }
    guard case .end? = last else { return #expect(Bool(false), "the segment is complete") }
  }

  @Test("Nothing is kept, and no folder made, unless it is asked for")
  func unasked() throws {
    let server = try start("exec \"$0\" --root . --socket fcgi.sock")
    #expect(try Self.ask(Peer(path: server.socketPath), 1))
    #expect(!server.directory.names().contains("fleet"))
  }

  @Test("What is answered before kill -9 is in the journal, with every process of many")
  func killed() throws {
    let directory = try TemporaryFolder.withRepository()
    var answered: Set<String> = []
    for round in 0..<8 {
      let server = try start(in: directory, times: round + 1)
      let clients = Clients(count: 4)
      try clients.start(path: server.socketPath, from: round * 1_000_000)
      #expect(clients.hasAnswers(200 + 37 * round))
      server.signal(SIGKILL)
      _ = server.waitForExit()
      answered.formUnion(clients.finish())
    }
    let (checkIns, damage) = try Self.read("\(directory.path)/fleet")
    let kept = Set(checkIns.map(\.machineID))
    #expect(answered.subtracting(kept) == [])
    // What was being answered in that moment may be there as well.
    #expect(kept.count <= answered.count + 8 * 4)
    #expect(checkIns.count == kept.count, "nothing is there twice")
    #expect(damage <= 8, "a record may be torn for each process that was killed")
  }

  @Test("A folder that cannot be written in ends the start with 73, and says which")
  func notThere() throws {
    let directory = try TemporaryFolder.withRepository()
    try directory.write("a file", to: "fleet")
    let server = try ServerProcess(Self.serving, in: directory)
    #expect(server.waitForExit() == 73)
    #expect(server.log.contains("omaha-fcgi: error: cannot ") && server.log.contains("fleet/journal: Not a directory"))
  }

  // MARK: What goes wrong while it serves

  @Test(
    "On a full disk machines are answered, the log says so once, and check-ins are kept again when there is room",
    .enabled(if: Mounts.areAllowed, "mounting a tmpfs is not allowed"))
  func full() throws {
    let server = try start(
      """
      exec unshare -rm sh -c 'mkdir fleet && mount -t tmpfs -o size=64m none fleet && head -c 100m /dev/zero >fleet/ballast 2>/dev/null
      exec "$0" --root . --socket fcgi.sock --fleet fleet --threads 2' "$0"
      """)
    let fleet = "/proc/\(server.process)/root\(server.directory.path)/fleet"
    let peer = try Peer(path: server.socketPath)
    let start = Instant.now
    for number in 1...200 { #expect(try Self.ask(peer, number)) }
    // Once in ten seconds, however long a busy machine takes.
    let times = 1 + Int((Instant.now.nanoseconds - start.nanoseconds) / 10_000_000_000)
    #expect(
      (1...times).contains(server.log.split(separator: "\n").count { $0.contains("msg=\"check-ins are not kept\"") }))
    #expect(server.log.contains("No space left on device"))
    #expect(try Self.read(fleet).checkIns.count == 0)
    #expect(unsafe unlink("\(fleet)/ballast") == 0)
    var number = 1_000
    let isKept = eventually {
      number += 1
      return (try? Self.ask(peer, number)) == true && (try? Self.read(fleet).checkIns.last?.machineID) == "m\(number)"
    }
    #expect(isKept)
    let hasResumed = eventually {
      number += 1
      _ = try? Self.ask(peer, number)
      return server.log.contains("msg=\"check-ins are kept again\"")
    }
    #expect(hasResumed, "\(server.log)")
    #expect(System.text(of: "\(fleet)/journal/dropped").hasPrefix("000000000000"))
  }

  @Test("A disk that fails costs check-ins, never an answer", .enabled(if: Strace.isUsable))
  func failing() throws {
    let server = try start(
      "exec strace -D -f -qq -o /dev/null -e inject=pwrite64:error=EIO:when=1..6 \"$0\" --root . --socket fcgi.sock --fleet fleet"
    )
    let peer = try Peer(path: server.socketPath)
    var number = 0
    let isKept = eventually {
      number += 1
      return (try? Self.ask(peer, number)) == true
        && (try? Self.read("\(server.directory.path)/fleet").checkIns.last?.machineID) == "m\(number)"
    }
    #expect(isKept)
    #expect(server.log.contains("msg=\"check-ins are not kept\"") && server.log.contains("Input/output error"))
  }

  @Test(
    "On a disk that hangs every machine is answered in a moment, and each check-in is kept or counted",
    .enabled(if: Disk.canBeFrozen))
  func hanging() throws {
    let disk = try Disk(onFile: true)
    let fleet = disk.path + "/fleet"
    // Two workers whatever is asked for: one may be held up.
    let server = try start("exec \"$0\" --root . --socket fcgi.sock --fleet '\(fleet)' --threads 1")
    let peer = try Peer(path: server.socketPath)
    for number in 1...100 { #expect(try Self.ask(peer, number)) }
    try disk.freeze()
    var slowest: Int64 = 0
    for number in 101...400 {
      let before = Instant.now
      #expect(try Self.ask(peer, number))
      slowest = max(slowest, Instant.now.nanoseconds - before.nanoseconds)
    }
    #expect(slowest > 400_000_000, "nobody has met the disk")
    // Less than a second on a machine that does nothing else.
    #expect(slowest < 8_000_000_000, "\(slowest) ns")
    try disk.thaw()
    var number = 400
    let isAccounted = eventually {
      number += 1
      guard (try? Self.ask(peer, number)) == true, let kept = try? Self.read(fleet).checkIns else { return false }
      let dropped = Int(System.text(of: "\(fleet)/journal/dropped").prefix(20)) ?? 0
      return dropped > 0 && kept.last?.machineID == "m\(number)" && kept.count + dropped == number
    }
    #expect(isAccounted, "\(number), \(System.text(of: "\(fleet)/journal/dropped")), \(server.log)")
    server.signal(SIGTERM)
    #expect(server.waitForExit() == 0)
  }

  @Test(
    "SIGTERM ends it on a disk that hangs, but for a thread that the system does not let go before the disk answers",
    .enabled(if: Disk.canBeFrozen), arguments: [0, 20])
  func stopped(requests: Int) throws {
    let disk = try Disk(onFile: true)
    let server = try start("exec \"$0\" --root . --socket fcgi.sock --fleet '\(disk.path)/fleet'")
    let peer = try Peer(path: server.socketPath)
    #expect(try Self.ask(peer, 0))
    try disk.freeze()
    for number in 0..<requests { #expect(try Self.ask(peer, number)) }
    server.signal(SIGTERM)
    #expect(server.hasLogged("msg=stopped"), "\(server.log)")
    #expect(eventually { System.text(of: "/proc/\(server.process)/stat").contains(") Z ") })
    // Whoever reads its log is not kept waiting, and its socket's path is free.
    #expect(ServerProcess.openDescriptors(of: "\(server.process)") == [])
    #expect(!server.directory.names().contains("fcgi.sock"))
    try disk.thaw()
    #expect(server.waitForExit() == 0)
    let kept = try Self.read(disk.path + "/fleet").checkIns.count
    #expect((1...requests + 1).contains(kept))
  }

  @Test(
    "Machines are answered where the disk hangs when it starts, and their check-ins kept once the disk answers",
    .enabled(if: Disk.canBeFrozen))
  func startedOnHungDisk() throws {
    let disk = try Disk(onFile: true)
    try disk.freeze()
    let server = try start("exec \"$0\" --root . --socket fcgi.sock --fleet '\(disk.path)/fleet'")
    #expect(server.hasLogged("msg=\"journal not open yet\" error=\"the disk does not answer\""), "\(server.log)")
    let peer = try Peer(path: server.socketPath)
    for number in 1...3 { #expect(try Self.ask(peer, number)) }
    #expect(server.hasLogged("check-ins are not kept"), "\(server.log)")
    try disk.thaw()
    var number = 3
    // Nobody knows when the thread that was held up goes on.
    #expect(
      eventually {
        number += 1
        guard (try? Self.ask(peer, number)) == true else { return false }
        return (try? Self.read(disk.path + "/fleet"))?.checkIns.isEmpty == false
      })
    server.signal(SIGTERM)
    #expect(server.waitForExit() == 0)
  }

  // MARK: Machines

  /// A check of a machine with a number; whether it was offered its update.
  static func ask(_ peer: Peer, _ number: Int) throws -> Bool {
    let body = """
      <request protocol="3.0"><app appid="{\(ServerProcess.app)}" version="1.0.0" track="stable" board="amd64-usr" \
      machineid="m\(number)"><updatecheck/><event eventtype="3" eventresult="2" previousversion=""/></app></request>
      """
    return try peer.ask(
      Wire.request(["HTTP_HOST": "updates.example", "REQUEST_ID": "r\(number)"], body: Array(body.utf8))
    ).contains("<manifest version=\"2.0.0\">")
  }
}

/// Machines that ask one after the other until their server is gone.
private final class Clients: Sendable {
  private struct State {
    var answered: Set<String> = []
    var threads: [Thread] = []
  }

  private let count: Int
  private let state = Mutex(State())

  init(count: Int) { self.count = count }

  func start(path: String, from first: Int) throws {
    for client in 0..<count {
      let thread = try Thread {
        guard let peer = try? Peer(path: path) else { return }
        var number = first + client * 100_000
        while (try? KeptCheckInTests.ask(peer, number)) == true {
          self.state.withLock { _ = $0.answered.insert("m\(number)") }
          number += 1
        }
      }
      state.withLock { $0.threads.append(thread) }
    }
  }

  func hasAnswers(_ wanted: Int) -> Bool { eventually { state.withLock { $0.answered.count >= wanted } } }

  /// The machines that were answered, once no more are.
  func finish() -> Set<String> {
    for thread in state.withLock({ $0.threads }) { thread.join() }
    return state.withLock { $0.answered }
  }
}

extension TemporaryFolder {
  fileprivate static func withRepository() throws -> TemporaryFolder {
    let directory = try TemporaryFolder()
    try directory.makeRepository()
    return directory
  }
}
