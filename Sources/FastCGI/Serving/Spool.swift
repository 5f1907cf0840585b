internal import Glibc
internal import Posix

/// A nameless file in memory that stands in for a connection while libfcgi answers: it reads a collected request from the file's
/// beginning, and writes the answer to its end, however long that is and whether or not the peer reads.
struct Spool: ~Copyable {
  private let descriptor: Descriptor

  var number: Int32 { descriptor.number }

  init() throws(SystemError) {
    let number = makeMemoryFile("omaha request")
    guard number >= 0 else { throw SystemError("create a file in memory") }
    let descriptor = Descriptor(owning: number)
    guard fcntl(number, F_SETFL, O_APPEND) == 0 else { throw SystemError("append to a file in memory") }
    self.descriptor = descriptor
  }

  /// Replaces the contents by `request` and goes to its beginning.
  func load(_ request: [UInt8]) -> Bool {
    guard ftruncate(number, 0) == 0 else { return false }
    guard writeAll(request, to: number) else { return false }
    return lseek(number, 0, SEEK_SET) == 0
  }

  /// What came of sending an answer.
  enum Delivery {
    case done
    /// The peer takes no more for now; this is left.
    case left([UInt8])
    case failed
  }

  /// Sends what was written after the first `requestLength` bytes to the connection, as far as that takes it at once.
  func sendAnswer(after requestLength: Int, to connection: Int32) -> Delivery {
    let end = lseek(number, 0, SEEK_END)
    var offset = off_t(requestLength)
    while offset < end {
      let sent = retrying { unsafe sendfile(connection, number, &offset, Int(end - offset)) }
      if sent < 0, errno == EAGAIN { return rest(from: offset, to: end) }
      guard sent > 0 else { return .failed }
    }
    return .done
  }

  private func rest(from offset: off_t, to end: off_t) -> Delivery {
    var bytes = [UInt8](repeating: 0, count: Int(end - offset))
    let count = unsafe bytes.withUnsafeMutableBytes { unsafe pread(number, $0.baseAddress, $0.count, offset) }
    return count == bytes.count ? .left(bytes) : .failed
  }

  /// Gives the memory back.
  func clear() {
    _ = ftruncate(number, 0)
  }
}
