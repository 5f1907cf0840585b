import Foundation
import Glibc
import TestSupport

/// A TCP connection to a server on this machine, for what curl does not do: bodies that stop, idle connections, many at once.
final class Connection {
  private let descriptor: Int32
  private var received: [UInt8] = []

  init(port: Int) throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { throw Failure("socket: errno \(errno)") }
    // A server that never answers fails the test instead of holding it up.
    var limit = timeval(tv_sec: 30, tv_usec: 0)
    let size = socklen_t(MemoryLayout<timeval>.size)
    unsafe setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, size)
    unsafe setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, size)
    var address = loopback(port: port)
    guard connectTo(&address) == 0 else {
      let number = errno
      close(descriptor)
      throw Failure("connect to port \(port): errno \(number)")
    }
  }

  deinit {
    close(descriptor)
  }

  private func connectTo(_ address: inout sockaddr_in) -> Int32 {
    unsafe withUnsafePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        unsafe connect(descriptor, address, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
  }

  func send(_ bytes: [UInt8]) throws {
    var sent = 0
    while sent < bytes.count {
      let count = unsafe bytes.withUnsafeBytes { buffer in
        unsafe Glibc.send(
          descriptor, buffer.baseAddress?.advanced(by: sent), bytes.count - sent, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { throw Failure("send: errno \(errno)") }
      sent += count
    }
  }

  /// Says that nothing more will be sent; the answer can still be read.
  func finishSending() {
    shutdown(descriptor, Int32(SHUT_WR))
  }

  /// The next answer, or nil when the server closed the connection without one.
  func reply(toHead: Bool = false) throws -> Reply? {
    let end = Array("\r\n\r\n".utf8)
    var headEnd: Range<Int>?
    while true {
      headEnd = received.firstRange(of: end)
      if headEnd != nil { break }
      guard try receive() else {
        guard received.isEmpty else { throw Failure("the answer's head is incomplete") }
        return nil
      }
    }
    guard let headEnd else { return nil }
    var reply = try Reply(head: String(decoding: received[..<headEnd.lowerBound], as: UTF8.self))
    received.removeSubrange(..<headEnd.upperBound)
    if toHead { return reply }
    if let length = reply.headers["content-length"].flatMap(Int.init) {
      while received.count < length {
        guard try receive() else { throw Failure("the answer's body is incomplete") }
      }
      reply.body = Array(received[..<length])
      received.removeSubrange(..<length)
    } else {
      while try receive() {}
      reply.body = received
      received = []
    }
    return reply
  }

  private func receive() throws -> Bool {
    var buffer = [UInt8](repeating: 0, count: 16384)
    let count = unsafe buffer.withUnsafeMutableBytes { unsafe recv(descriptor, $0.baseAddress, $0.count, 0) }
    guard count >= 0 else { throw Failure("recv: errno \(errno)") }
    received += buffer[..<count]
    return count > 0
  }
}

/// The address of a port on this machine.
func loopback(port: Int) -> sockaddr_in {
  var address = sockaddr_in()
  address.sin_family = sa_family_t(AF_INET)
  address.sin_port = in_port_t(UInt16(truncatingIfNeeded: port)).bigEndian
  address.sin_addr = in_addr(s_addr: UInt32(0x7f00_0001).bigEndian)
  return address
}

/// A port that was free a moment ago.
func freePort() throws -> Int {
  let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
  guard descriptor >= 0 else { throw Failure("socket: errno \(errno)") }
  defer { close(descriptor) }
  var address = loopback(port: 0)
  var size = socklen_t(MemoryLayout<sockaddr_in>.size)
  let result = unsafe withUnsafeMutablePointer(to: &address) { pointer in
    unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
      unsafe bind(descriptor, address, size) == 0 && getsockname(descriptor, address, &size) == 0
    }
  }
  guard result else { throw Failure("bind: errno \(errno)") }
  return Int(UInt16(bigEndian: address.sin_port))
}
