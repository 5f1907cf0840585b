import Glibc
import Testing

/// A connection to a server on this machine, byte for byte. Whatever does not come within thirty seconds does not come.
final class TestClient {
  private let descriptor: Int32
  private var received: [UInt8] = []

  /// - Parameter receiveBuffer: The size of the kernel's buffer for what was not read, in bytes; nil leaves it to the kernel.
  init(port: UInt16, receiveBuffer: Int32? = nil) throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    var limit = timeval(tv_sec: 30, tv_usec: 0)
    let size = socklen_t(MemoryLayout<timeval>.size)
    unsafe setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, size)
    unsafe setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, size)
    if var receiveBuffer {
      unsafe setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &receiveBuffer, socklen_t(MemoryLayout<Int32>.size))
    }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let result = unsafe withUnsafePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    try #require(result == 0)
  }

  deinit { close(descriptor) }

  /// Sends all of it; false when the connection is gone.
  @discardableResult
  func send(_ text: String) -> Bool { send(Array(text.utf8)) }

  @discardableResult
  func send(_ bytes: [UInt8]) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = unsafe rest.withUnsafeBytes {
        unsafe Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }

  /// Says that nothing more will be sent.
  func finishSending() { shutdown(descriptor, Int32(SHUT_WR)) }

  /// One answer: its head, and as much of a body as its Content-Length says. Nil when the connection ends before.
  func answer(toHead: Bool = false) -> TestAnswer? {
    var end = received.firstRange(of: Array("\r\n\r\n".utf8))
    while end == nil {
      guard receive() else { return nil }
      end = received.firstRange(of: Array("\r\n\r\n".utf8))
    }
    guard let end else { return nil }
    var answer = TestAnswer(head: String(decoding: received[..<end.lowerBound], as: UTF8.self))
    received.removeSubrange(..<end.upperBound)
    let length = toHead || [100, 304].contains(answer.status) ? 0 : answer["content-length"].flatMap { Int($0) } ?? 0
    while received.count < length { guard receive() else { return nil } }
    answer.body = Array(received[..<length])
    received.removeSubrange(..<length)
    return answer
  }

  /// Everything until the server closes; nil when it does not.
  func rest() -> [UInt8]? {
    while receive() {}
    guard isAtEnd else { return nil }
    defer { received = [] }
    return received
  }

  /// At least so many bytes of what comes, or what there is until the end.
  func read(_ count: Int) -> Int {
    while received.count < count, receive() {}
    defer { received = [] }
    return received.count
  }

  /// Whether the connection was closed or reset.
  private(set) var isAtEnd = false

  private func receive() -> Bool {
    var buffer = [UInt8](repeating: 0, count: 65_536)
    let count = unsafe recv(descriptor, &buffer, buffer.count, 0)
    if count == 0 || count < 0 && errno == ECONNRESET { isAtEnd = true }
    guard count > 0 else { return false }
    received += buffer[..<count]
    return true
  }
}

/// An answer as it came.
struct TestAnswer {
  let status: Int
  private let headers: [String: String]
  var body: [UInt8] = []

  var text: String { String(decoding: body, as: UTF8.self) }

  init(head: String) {
    let lines = head.split(separator: "\r\n")
    status = Int(lines.first?.dropFirst(9).prefix(3) ?? "") ?? 0
    headers = Dictionary(
      lines.dropFirst().map { line in
        let parts = line.split(separator: ": ", maxSplits: 1)
        return (parts[0].lowercased(), parts.count > 1 ? String(parts[1]) : "")
      }, uniquingKeysWith: { "\($0), \($1)" })
  }

  /// The value of a header, by its name in lower case.
  subscript(name: String) -> String? { headers[name] }
}
