internal import Glibc

/// A web server's end of a connection, with a deadline on everything.
package final class Peer {
  package enum Failure: Error, Hashable {
    case connect(Int32)
    case send(Int32)
    case closed
    case timeout
  }

  /// How an answer came.
  package struct Answer: Hashable {
    package var output: String
    package var protocolStatus: UInt8

    package init(output: String, protocolStatus: UInt8) {
      self.output = output
      self.protocolStatus = protocolStatus
    }
  }

  package let descriptor: Int32
  private var buffer: [UInt8] = []
  private let timeout: Int32 = 20_000

  package init(path: String) throws {
    descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: path.utf8) }
    let result = unsafe withUnsafePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    guard result == 0 else { throw Failure.connect(errno) }
  }

  package init(port: UInt16) throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    let result = unsafe withUnsafePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard result == 0 else { throw Failure.connect(errno) }
  }

  deinit {
    _ = close(descriptor)
  }

  package func send(_ bytes: [UInt8]) throws {
    var offset = 0
    while offset < bytes.count {
      try wait(for: POLLOUT)
      let sent = unsafe bytes.withUnsafeBytes {
        unsafe Glibc.send(
          descriptor, $0.baseAddress?.advanced(by: offset), $0.count - offset, Int32(MSG_NOSIGNAL | MSG_DONTWAIT))
      }
      if sent < 0, errno == EAGAIN { continue }
      guard sent > 0 else { throw Failure.send(errno) }
      offset += sent
    }
  }

  /// Sends as much as fits into the socket, and gives up when nothing fits for a moment; returns how much that was.
  package func sendWhatFits(_ bytes: ArraySlice<UInt8>) -> Int {
    var offset = bytes.startIndex
    while offset < bytes.endIndex {
      var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
      guard unsafe poll(&waiting, 1, 50) > 0 else { break }
      let sent = unsafe bytes[offset...].withUnsafeBytes {
        unsafe Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL | MSG_DONTWAIT))
      }
      guard sent > 0 else { break }
      offset += sent
    }
    return offset - bytes.startIndex
  }

  /// Whether the server has taken all that was sent.
  package func hasDelivered() -> Bool {
    eventually {
      var left: Int32 = 0
      // SIOCOUTQ of linux/sockios.h: what is in the socket's queue and was not read.
      return unsafe ioctl(descriptor, 0x5411, &left) != 0 || left == 0
    }
  }

  package func finishSending() {
    _ = shutdown(descriptor, Int32(SHUT_WR))
  }

  private func wait(for events: Int32) throws {
    var waiting = pollfd(fd: descriptor, events: Int16(events), revents: 0)
    guard unsafe poll(&waiting, 1, timeout) > 0 else { throw Failure.timeout }
  }

  /// More bytes; false at the end of the connection.
  private func fill() throws -> Bool {
    try wait(for: POLLIN)
    var bytes = [UInt8](repeating: 0, count: 65_536)
    let count = unsafe bytes.withUnsafeMutableBytes { unsafe recv(descriptor, $0.baseAddress, $0.count, 0) }
    guard count > 0 else { return false }
    buffer += bytes[..<count]
    return true
  }

  package func receiveRecord() throws -> ReceivedRecord {
    while true {
      if buffer.count >= 8 {
        let length = Int(buffer[4]) << 8 | Int(buffer[5])
        let end = 8 + length + Int(buffer[6])
        if buffer.count >= end {
          let record = ReceivedRecord(
            type: buffer[1], id: UInt16(buffer[2]) << 8 | UInt16(buffer[3]), content: Array(buffer[8..<8 + length]))
          buffer.removeFirst(end)
          return record
        }
      }
      guard try fill() else { throw Failure.closed }
    }
  }

  /// The output of request `id` up to its END_REQUEST.
  package func receiveAnswer(id: UInt16 = 1) throws -> Answer {
    var output: [UInt8] = []
    while true {
      let record = try receiveRecord()
      guard record.id == id else { continue }
      if record.type == 6 { output += record.content }
      if record.type == 3 {
        return Answer(output: String(decoding: output, as: UTF8.self), protocolStatus: record.content[4])
      }
    }
  }

  /// Sends a request and gives the body of its answer.
  package func ask(_ request: [UInt8], id: UInt16 = 1) throws -> String {
    try send(request)
    let output = try receiveAnswer(id: id).output
    return output.split(separator: "\r\n\r\n", maxSplits: 1).last.map(String.init) ?? ""
  }

  /// Whether the server closes the connection now, without another record.
  package func isClosed() throws -> Bool {
    guard buffer.isEmpty else { return false }
    return try !fill()
  }
}
