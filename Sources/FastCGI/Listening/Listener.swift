internal import Glibc
internal import Posix

/// A listening socket.
public final class Listener: Sendable {
  /// What came of an attempt to accept.
  enum Arrival {
    case connection(Int32)
    case nothing
    /// The process or the system has no descriptors or memory left.
    case exhausted(SystemError)
  }

  /// The queue of connections that wait to be accepted; the system may lower it (net.core.somaxconn).
  static let backlog: Int32 = 4096

  /// What is listened on, to be shown: the path, HOST:PORT with the real port, or "descriptor 0".
  public let name: String
  let descriptor: Int32
  let isTCP: Bool
  /// Whether no other process listens on the same socket.
  let isExclusive: Bool
  private let file: SocketFile?

  /// Takes over a socket that listens already, and makes it non-blocking.
  init(owning descriptor: Int32, name: String, isTCP: Bool, isExclusive: Bool, file: SocketFile?) {
    self.descriptor = descriptor
    self.name = name
    self.isTCP = isTCP
    self.isExclusive = isExclusive
    self.file = file
    _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
  }

  deinit {
    _ = close(descriptor)
  }

  /// Takes the next connection from the queue, if there is one.
  ///
  /// It is non-blocking: libfcgi only gets requests that are there in whole, and a peer that does not read holds up no thread.
  func accept() -> Arrival {
    let connection = acceptConnection(of: descriptor)
    guard connection >= 0 else {
      switch errno {
      case EMFILE, ENFILE, ENOBUFS, ENOMEM: return .exhausted(SystemError("accept a connection"))
      default: return .nothing
      }
    }
    if isTCP {
      var on: Int32 = 1
      _ = unsafe setsockopt(connection, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
    }
    return .connection(connection)
  }

  /// Lets go of the socket; `other` gets a second number, so that a thread that is about to accept here does not meet with a
  /// new connection of that number.
  func replace(by other: Int32) {
    _ = dup2(other, descriptor)
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
  }

  /// Removes the socket's file, if it is still the one that this listener made.
  func removeFile() {
    file?.remove()
  }
}
