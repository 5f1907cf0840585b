internal import CSanitizer
@testable internal import FuzzTargets
internal import Glibc

/// Asks a running server for so many answers, of every kind there is, and compares what is allocated before and after:
///
///     leaks REQUESTS
///
/// Every request goes over the socket through libfcgi, most through libxml2 and some through zlib. AddressSanitizer's allocator
/// counts every byte of the process, whoever allocated it, and at the end LeakSanitizer looks for what nobody refers to any more.
@main
enum Leaks {
  static func main() {
    guard CommandLine.arguments.count == 2, let count = Int(CommandLine.arguments[1]), count >= 1_000 else {
      fail("usage: leaks REQUESTS, 1000 or more", status: 64)
    }
    do { try measure(count) } catch { fail("\(error)", status: 1) }
  }

  private static func measure(_ count: Int) throws {
    let repository = try FuzzRepository()
    let server = try RunningServer(repository)
    let requests = try LeakRequests()
    // Buffers grow to what the largest request needs, and the runtime remembers the types that it has met.
    try requests.send(max(count / 10, 500), to: server.path)
    let samples = 10
    var before = 0
    print("requests   allocated bytes")
    for sample in 0...samples {
      if sample > 0 { try requests.send(count / samples, to: server.path) }
      let allocated = Int(__sanitizer_get_current_allocated_bytes())
      if sample == 0 { before = allocated }
      print("\(sample * (count / samples))   \(allocated)   \(allocated - before)")
    }
    let growth = Int(__sanitizer_get_current_allocated_bytes()) - before
    guard __lsan_do_recoverable_leak_check() == 0 else { fail("LeakSanitizer found leaks", status: 1) }
    // A connection or a thread's buffer may be in another state than before; what leaks once a request is ten thousands of bytes.
    guard growth < count / 10 else { fail("\(growth) bytes more after \(count) requests", status: 1) }
    print("growth over \(count) requests: \(growth) bytes; LeakSanitizer: nothing")
  }

  private static func fail(_ message: String, status: CInt) -> Never {
    let line = Array("leaks: error: \(message)\n".utf8)
    _ = unsafe line.withUnsafeBytes { unsafe write(2, $0.baseAddress, $0.count) }
    exit(status)
  }
}
