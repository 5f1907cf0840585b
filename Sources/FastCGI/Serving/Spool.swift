internal import CLinux
internal import Glibc

/// A nameless file in memory that stands in for a connection while libfcgi answers a collected request: it reads the request
/// from the file's beginning and writes the answer to its end.
struct Spool: ~Copyable {
  private let descriptor: Descriptor

  var number: Int32 { descriptor.number }

  init() throws(SystemError) {
    let number = unsafe memfd_create("omaha request", UInt32(MFD_CLOEXEC))
    guard number >= 0 else { throw SystemError("create a file in memory") }
    let descriptor = Descriptor(owning: number)
    guard fcntl(number, F_SETFL, O_APPEND) == 0 else { throw SystemError("append to a file in memory") }
    self.descriptor = descriptor
  }

  /// Replaces the contents by `request` and goes to its beginning.
  func load(_ request: [UInt8]) -> Bool {
    guard ftruncate(number, 0) == 0 else { return false }
    var offset = 0
    while offset < request.count {
      let written = unsafe request.withUnsafeBytes { bytes in
        unsafe write(number, bytes.baseAddress?.advanced(by: offset), bytes.count - offset)
      }
      guard written > 0 else { return false }
      offset += written
    }
    return lseek(number, 0, SEEK_SET) == 0
  }

  /// Sends what was written after the first `requestLength` bytes to the connection; false when the peer does not take it.
  func sendAnswer(after requestLength: Int, to connection: Int32) -> Bool {
    let end = lseek(number, 0, SEEK_END)
    var offset = off_t(requestLength)
    while offset < end {
      let sent = unsafe sendfile(connection, number, &offset, Int(end - offset))
      if sent < 0, errno == EINTR { continue }
      guard sent > 0 else { return false }
    }
    return true
  }

  /// Gives the memory back.
  func clear() {
    _ = ftruncate(number, 0)
  }
}
