internal import Foundation
internal import Glibc
internal import Synchronization

/// A web server of this process on a free port of this machine, whose answers a test makes, faults too. One request for each connection.
package final class TestHTTPServer: Sendable {
  /// What a client asks.
  package struct Request: Sendable {
    package let method: String
    package let target: String
    /// Names in lower case.
    package let headers: [String: String]
    package let body: [UInt8]

    package var text: String { String(decoding: body, as: UTF8.self) }
  }

  /// What it is answered.
  package struct Reply: Sendable {
    package var status = 200
    package var headers: [String] = []
    package var body: [UInt8] = []
    /// After how many bytes of the body the connection breaks; nil when it does not.
    package var breaks: Int?
    /// Whether the length is told.
    package var tellsLength = true

    package init(_ status: Int = 200, _ headers: [String] = [], _ body: [UInt8] = [], breaks: Int? = nil) {
      self.status = status
      self.headers = headers
      self.body = body
      self.breaks = breaks
    }

    /// An answer to an update check.
    package static func xml(_ text: String) -> Reply {
      Reply(200, ["Content-Type: text/xml; charset=utf-8"], Array(text.utf8))
    }

    /// A file, or the part that is asked for (RFC 9110 §14).
    package static func file(_ bytes: [UInt8], tag: String?, _ request: Request) -> Reply {
      let headers = ["Accept-Ranges: bytes"] + (tag.map { ["ETag: \"\($0)\""] } ?? [])
      guard let range = request.headers["range"], range.hasPrefix("bytes="),
        let start = range.dropFirst(6).split(separator: "-").first.flatMap({ Int($0) }),
        request.headers["if-range"].map({ $0 == tag.map { "\"\($0)\"" } }) ?? true
      else { return Reply(200, headers, bytes) }
      guard start < bytes.count else { return Reply(416, ["Content-Range: bytes */\(bytes.count)"]) }
      let part = "Content-Range: bytes \(start)-\(bytes.count - 1)/\(bytes.count)"
      return Reply(206, headers + [part], Array(bytes[start...]))
    }
  }

  package let port: UInt16
  package var url: String { "http://127.0.0.1:\(port)" }
  private let listener: Int32
  private let seen = Mutex<[Request]>([])

  /// What was asked so far.
  package var requests: [Request] { seen.withLock { $0 } }

  /// - Parameter answer: Called on a thread for each connection.
  package init(_ answer: @escaping @Sendable (Request) -> Reply) throws {
    listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let listener = listener
    let result = unsafe withUnsafeMutablePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        unsafe bind(listener, address, length) == 0 && listen(listener, 128) == 0
          && getsockname(listener, address, &length) == 0
      }
    }
    guard result else { throw Failure("no server: errno \(errno)") }
    port = UInt16(bigEndian: address.sin_port)
    // The thread ends when the listener does; it must not keep the server.
    let note: @Sendable (Request) -> Void = { [weak self] request in self?.seen.withLock { $0.append(request) } }
    Thread.detachNewThread {
      while true {
        let connection = accept(listener, nil, nil)
        if connection < 0, errno == EINTR || errno == ECONNABORTED { continue }
        guard connection >= 0 else { break }
        Thread.detachNewThread { serve(connection, note, answer) }
      }
      close(listener)
    }
  }

  deinit { shutdown(listener, Int32(SHUT_RDWR)) }
}

private func serve(
  _ connection: Int32, _ note: (TestHTTPServer.Request) -> Void,
  _ answer: (TestHTTPServer.Request) -> TestHTTPServer.Reply
) {
  defer { close(connection) }
  var limit = timeval(tv_sec: 60, tv_usec: 0)
  for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
    unsafe setsockopt(connection, SOL_SOCKET, option, &limit, socklen_t(MemoryLayout<timeval>.size))
  }
  guard let request = receive(connection) else { return }
  note(request)
  let reply = answer(request)
  var head = "HTTP/1.1 \(reply.status) Answer\r\nConnection: close\r\n"
  for line in reply.headers { head += line + "\r\n" }
  if reply.tellsLength, reply.status != 204 { head += "Content-Length: \(reply.body.count)\r\n" }
  guard send(Array((head + "\r\n").utf8)[...], to: connection), request.method != "HEAD" else { return }
  guard send(reply.body.prefix(reply.breaks ?? reply.body.count), to: connection), reply.breaks == nil else { return }
  // A close with bytes that were not read would reset the connection, and with it what was sent.
  shutdown(connection, Int32(SHUT_WR))
  var byte: UInt8 = 0
  while unsafe recv(connection, &byte, 1, 0) > 0 {}
}

private func receive(_ connection: Int32) -> TestHTTPServer.Request? {
  var received: [UInt8] = []
  var buffer = [UInt8](repeating: 0, count: 65_536)
  func more() -> Bool {
    let count = unsafe recv(connection, &buffer, buffer.count, 0)
    guard count > 0 else { return false }
    received += buffer[..<count]
    return true
  }
  var end = received.firstRange(of: Array("\r\n\r\n".utf8))
  while end == nil {
    guard more() else { return nil }
    end = received.firstRange(of: Array("\r\n\r\n".utf8))
  }
  guard let end else { return nil }
  let lines = String(decoding: received[..<end.lowerBound], as: UTF8.self).components(separatedBy: "\r\n")
  let words = lines[0].split(separator: " ")
  guard words.count == 3 else { return nil }
  var headers: [String: String] = [:]
  for line in lines.dropFirst() {
    guard let colon = line.firstIndex(of: ":") else { continue }
    let value = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
    headers[line[..<colon].lowercased()] = value
  }
  let length = headers["content-length"].flatMap { Int($0) } ?? 0
  while received.count < end.upperBound + length { guard more() else { return nil } }
  return TestHTTPServer.Request(
    method: String(words[0]), target: String(words[1]), headers: headers, body: Array(received[end.upperBound...]))
}

private func send(_ bytes: ArraySlice<UInt8>, to connection: Int32) -> Bool {
  var rest = bytes
  while !rest.isEmpty {
    let count = unsafe rest.withUnsafeBytes {
      unsafe Glibc.send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
    }
    guard count > 0 else { return false }
    rest = rest.dropFirst(count)
  }
  return true
}
