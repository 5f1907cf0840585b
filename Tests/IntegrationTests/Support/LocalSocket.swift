import Glibc
import TestSupport

/// A unix socket: a connection on which nothing is ever said, or a listener for others to accept from.
final class LocalSocket {
  let descriptor: Int32

  /// Connects to a socket.
  convenience init(connectedTo path: String) throws {
    try unsafe self.init(path) { unsafe connect($0, $1, $2) }
  }

  /// Makes a socket that anybody may connect to, as systemd does for a service that it starts.
  convenience init(listeningAt path: String) throws {
    try unsafe self.init(path) { unsafe bind($0, $1, $2) }
    guard unsafe chmod(path, 0o666) == 0, listen(descriptor, 4096) == 0 else {
      throw Failure("listen at \(path): errno \(errno)")
    }
  }

  private init(_ path: String, _ attach: (Int32, UnsafePointer<sockaddr>, socklen_t) -> Int32) throws {
    descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { throw Failure("socket: errno \(errno)") }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let bytes = Array(path.utf8)
    unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: bytes.prefix($0.count - 1)) }
    let result = unsafe withUnsafePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        unsafe attach(descriptor, address, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    guard result == 0 else { throw Failure("\(path): errno \(errno)") }
  }

  deinit {
    close(descriptor)
  }
}
