internal import Catalog
internal import Foundation
internal import Glibc

/// The servers of one `serve`: started together, read together, ended together.
final class ServeSession {
  private let address: ServeAddress
  /// The socket that the web server passes requests to; nil when it runs a program for each.
  private let socketPath: String?
  private var children: [Process] = []
  /// The reading end of the pipe that all children write to.
  private let output: Int32
  private var lines = ServeLog()

  init(frontDoor: FrontDoor, site: PackageSite, address: ServeAddress) throws {
    self.address = address
    socketPath = frontDoor.server == .busybox ? nil : site.socket
    // Not Foundation's Pipe: that closes its writing end with the first child that it is given to.
    var ends: [Int32] = [-1, -1]
    guard unsafe pipe(&ends) == 0, ends.allSatisfy({ fcntl($0, F_SETFD, FD_CLOEXEC) == 0 }) else {
      throw CommandFailure("cannot make a pipe", exitCode: CommandFailure.inputOutput)
    }
    // When one child has ended, another one may hold the pipe and say nothing.
    _ = fcntl(ends[0], F_SETFL, O_NONBLOCK)
    output = ends[0]
    let writing = FileHandle(fileDescriptor: ends[1], closeOnDealloc: true)
    do {
      if frontDoor.server != .busybox {
        try start(
          frontDoor.responder, ["--root", site.root, "--socket", site.socket, "--socket-mode", "0666"], site, writing)
      }
      try start(frontDoor.executable, try frontDoor.configure(site, address), site, writing)
    } catch {
      stop()
      throw error
    }
  }

  deinit { close(output) }

  /// Prints what happens until a signal comes.
  ///
  /// - Parameter ready: called once when a client can connect.
  /// - Throws: a failure when a server ends by itself.
  func run(until signals: StopSignals, ready: () throws -> Void) throws {
    defer { stop() }
    var isReady = false
    while !signals.isRaised {
      if !isReady, canConnect() {
        isReady = true
        try ready()
      }
      var waits = [
        pollfd(fd: output, events: Int16(POLLIN), revents: 0),
        pollfd(fd: signals.descriptor, events: Int16(POLLIN), revents: 0),
      ]
      // Until a client can connect there is nothing to be told of it but by trying.
      _ = unsafe poll(&waits, 2, isReady ? 1_000 : 20)
      if waits[0].revents != 0 { try read() }
      if let ended = children.first(where: { !$0.isRunning }), !signals.isRaised {
        // What it said before it ended says why.
        try read()
        throw CommandFailure(
          "\(ended.executableURL?.lastPathComponent ?? "a server") has ended with status \(ended.terminationStatus)",
          hint: "is \(address.bracketedHost):\(address.port) free? --listen HOST:PORT takes another",
          exitCode: CommandFailure.cannotCreate)
      }
    }
    // Web servers write some of their lines late, the last ones when they end.
    stop()
    while try read() {}
  }

  private func start(_ program: String, _ arguments: [String], _ site: PackageSite, _ output: FileHandle) throws {
    let child = Process()
    child.executableURL = URL(fileURLWithPath: program)
    child.arguments = arguments
    var environment = ProcessInfo.processInfo.environment
    environment["OMAHA_ROOT"] = site.root
    environment["OMAHA_BASE_URL"] = nil
    child.environment = environment
    child.standardInput = FileHandle.nullDevice
    child.standardOutput = output
    child.standardError = output
    do { try child.run() } catch {
      throw CommandFailure("cannot start \(program.escaped)", exitCode: CommandFailure.cannotCreate)
    }
    children.append(child)
    site.caretaker.watch(child)
  }

  private func stop() {
    // The web server first, so that nobody is told that the responder is gone.
    for child in children.reversed() where child.isRunning {
      child.terminate()
      child.waitUntilExit()
    }
    children = []
  }

  /// Prints what has been written; false when there is nothing.
  @discardableResult
  private func read() throws -> Bool {
    var bytes = [UInt8](repeating: 0, count: 65_536)
    let count = unsafe Glibc.read(output, &bytes, bytes.count)
    guard count > 0 else { return false }
    for line in lines.take(bytes[..<count]) { print(line) }
    try StandardOutput.flush()
    return true
  }

  /// Whether a request would be answered: omaha-fcgi gives its socket its name when it listens.
  private func canConnect() -> Bool {
    if let socketPath, unsafe access(socketPath, F_OK) != 0 { return false }
    let host = address.isAny || address.host == "0.0.0.0" ? "127.0.0.1" : address.host
    var hints = unsafe addrinfo()
    unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var found: UnsafeMutablePointer<addrinfo>?
    guard unsafe getaddrinfo(host, String(address.port), &hints, &found) == 0, let first = unsafe found else {
      return false
    }
    defer { unsafe freeaddrinfo(first) }
    let connection = unsafe socket(first.pointee.ai_family, Int32(SOCK_STREAM.rawValue), 0)
    guard connection >= 0 else { return false }
    defer { close(connection) }
    return unsafe connect(connection, first.pointee.ai_addr, first.pointee.ai_addrlen) == 0
  }
}
