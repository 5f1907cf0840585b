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
    // One thread: a second that slept for a while would hold on to the buffers of its last request, of one kind or another.
    let server = try RunningServer(repository, threads: 1)
    let requests = try LeakRequests()
    // Buffers grow to what the largest request needs, and the runtime remembers the types that it has met.
    try requests.send(0..<max(count / 10, 500), to: server.path)
    print("requests   allocated bytes")
    var floors: [Int] = []
    for sample in 1...sampleCount {
      let end = sample * (count / sampleCount)
      let floor = try lowest(during: end - count / sampleCount..<end, requests, to: server.path)
      floors.append(floor)
      print("\(end)   \(floor)   \(floor - floors[0])")
    }
    let growth = floors[sampleCount - 1] - floors[0]
    guard __lsan_do_recoverable_leak_check() == 0 else { fail("LeakSanitizer found leaks", status: 1) }
    // What leaks once in a hundred requests would be thousands of bytes.
    guard growth < count / 10 else { fail("\(growth) bytes more after \(count) requests", status: 1) }
    print("growth over \(count) requests: \(growth) bytes; LeakSanitizer: nothing")
  }

  private static let sampleCount = 10

  /// Sends requests and returns the least that was allocated at one of fifty moments between them.
  ///
  /// What a worker keeps for its next request depends on the kind of its last one, so one moment's count says little. What leaks stays in
  /// every count, the least included.
  private static func lowest(during numbers: Range<Int>, _ requests: LeakRequests, to path: String) throws -> Int {
    let step = max(numbers.count / 50, 1)
    var lowest = Int.max
    for start in stride(from: numbers.lowerBound, to: numbers.upperBound, by: step) {
      try requests.send(start..<min(start + step, numbers.upperBound), to: path)
      try OtherThreads.settle()
      lowest = min(lowest, Int(__sanitizer_get_current_allocated_bytes()))
    }
    return lowest
  }

  private static func fail(_ message: String, status: CInt) -> Never {
    let line = Array("leaks: error: \(message)\n".utf8)
    _ = unsafe line.withUnsafeBytes { unsafe write(2, $0.baseAddress, $0.count) }
    exit(status)
  }
}
