internal import Glibc

/// A web server's end of a connection, which waits for nothing longer than a quarter of a minute.
final class FuzzPeer {
  private static let timeout: CInt = 15_000

  private let descriptor: CInt
  private var received: [UInt8] = []
  /// What the server is waited for.
  private var waitsFor = ""

  init(_ path: String) throws {
    descriptor = socket(AF_UNIX, CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let bytes = Array(path.utf8)
    try require(bytes.count < 108, "a long path: \(path)")
    unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: bytes) }
    let status = unsafe withUnsafePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    try require(status == 0, "no connection: \(errno)")
    _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
  }

  deinit { close(descriptor) }

  /// Sends what the server takes, and hears meanwhile; a connection that it closes is no fault.
  func say(_ bytes: [UInt8]) throws {
    var offset = 0
    waitsFor = "take \(bytes.count) bytes"
    while offset < bytes.count {
      let sent = unsafe bytes.withUnsafeBytes { buffer in
        unsafe send(
          descriptor, buffer.baseAddress?.advanced(by: offset), buffer.count - offset, CInt(MSG_NOSIGNAL))
      }
      if sent > 0 {
        offset += sent
      } else if errno == EAGAIN {
        try wait(for: POLLIN | POLLOUT)
        _ = hear()
      } else {
        return
      }
    }
  }

  /// Says that nothing more comes, and hears everything until the server closes; checks that it was whole records.
  func hearAll() throws {
    waitsFor = "close after the end"
    _ = shutdown(descriptor, CInt(SHUT_WR))
    repeat { try wait(for: POLLIN) } while hear()
    var rest = received[...]
    while !rest.isEmpty { _ = try record(&rest, isAllThere: true) }
  }

  /// Sends a request that is right, and returns what came on its output.
  func ask(_ request: [UInt8] = RecordStream.request(id: 1, keeps: true)) throws -> [UInt8] {
    try say(request)
    waitsFor = "answer a good request"
    var output: [UInt8] = []
    while true {
      var rest = received[...]
      while let (type, content) = try record(&rest, isAllThere: false) {
        if type == 6 { output += content }
        guard type == 3 else { continue }
        received = Array(rest)
        return output
      }
      received = Array(rest)
      try wait(for: POLLIN)
      try require(hear(), "the connection of a good request is closed")
    }
  }

  /// Takes the next record; nil when it is not all there.
  private func record(_ rest: inout ArraySlice<UInt8>, isAllThere: Bool) throws -> (
    type: UInt8, content: ArraySlice<UInt8>
  )? {
    let header = Array(rest.prefix(8))
    let length = header.count == 8 ? Int(header[4]) << 8 | Int(header[5]) : 0
    guard header.count == 8, rest.count >= 8 + length + Int(header[6]) else {
      try require(!isAllThere, "half a record: \(rest.count) bytes")
      return nil
    }
    try require(
      header[0] == 1 && [3, 6, 7, 10, 11].contains(header[1]), "a record of version \(header[0]), type \(header[1])")
    let content = rest.dropFirst(8).prefix(length)
    rest = rest.dropFirst(8 + length + Int(header[6]))
    return (header[1], content)
  }

  private func wait(for events: CInt) throws {
    var entry = pollfd(fd: descriptor, events: Int16(events), revents: 0)
    var status: CInt
    // libFuzzer's clock interrupts.
    repeat { status = unsafe poll(&entry, 1, Self.timeout) } while status < 0 && errno == EINTR
    try require(
      status > 0, "the server does not \(waitsFor), for \(Self.timeout) ms, after \(received.count) bytes")
  }

  /// Takes what is there; false at the end of the connection.
  private func hear() -> Bool {
    var got = 0
    received += unsafe [UInt8](unsafeUninitializedCapacity: 65_536) { buffer, count in
      unsafe got = recv(descriptor, buffer.baseAddress, buffer.count, 0)
      count = max(0, got)
    }
    return got > 0 || got < 0 && errno == EAGAIN
  }
}
