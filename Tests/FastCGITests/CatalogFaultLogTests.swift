import Glibc
import Testing
import TestSupport

/// What the log says of a catalog that cannot be used while other files of it go on changing.
struct CatalogFaultLogTests {
  /// Tells when somebody opens a file.
  private struct Opens: ~Copyable {
    private let descriptor: Int32

    init(of path: String) throws {
      descriptor = inotify_init1(Int32(IN_NONBLOCK | IN_CLOEXEC))
      try #require(unsafe inotify_add_watch(descriptor, path, UInt32(IN_OPEN)) >= 0)
    }

    deinit { _ = close(descriptor) }

    /// Whether there was one since the last time.
    borrowing func take() -> Bool {
      var buffer = [UInt8](repeating: 0, count: 64 * 1024)
      return unsafe buffer.withUnsafeMutableBytes { unsafe read(descriptor, $0.baseAddress, $0.count) } > 0
    }
  }

  @Test(
    "The same fault is one line, however often the catalog is read with it; another, and one that is back, is another")
  func sameFault() throws {
    let directory = try TemporaryFolder()
    try directory.makeRepository()
    let server = try ServerProcess(in: directory)
    #expect(server.hasLogged("msg=serving"))
    let app = "catalog/\(ServerProcess.app)/app.xml"
    func faults() -> [String] {
      server.log.split(separator: "\n").filter { $0.contains("catalog not reloaded") }.map(String.init)
    }
    try directory.offer("3.0.0")
    #expect(server.hasLogged("there is no release of 3.0.0"))
    do {
      let opens = try Opens(of: "\(directory.path)/\(app)")
      // One reading may open the file twice; when the fourth begins, the first two have ended.
      for number in 0..<4 {
        _ = opens.take()
        try directory.write("m1\n", to: "catalog/\(ServerProcess.app)/list-\(number).txt")
        #expect(eventually { opens.take() }, "the catalog is read again")
      }
    }
    #expect(faults().count == 1, "\(faults())")
    // Another fault in its place, then the first one again.
    try directory.offer("4.0.0")
    #expect(server.hasLogged("there is no release of 4.0.0"))
    try directory.offer("3.0.0")
    #expect(server.hasLogged("there is no release of 3.0.0", times: 2))
    // Mended, then back.
    try directory.offer("2.0.0")
    #expect(server.hasLogged("catalog reloaded"))
    try directory.offer("3.0.0")
    #expect(server.hasLogged("there is no release of 3.0.0", times: 3))
    #expect(faults().count == 4, "\(faults())")
    server.signal(SIGTERM)
    #expect(server.waitForExit() == 0)
  }
}
