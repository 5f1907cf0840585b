public import Posix

/// Why a socket could not be listened on.
public enum ListenError: Error, Hashable, CustomStringConvertible {
  /// Another server answers there.
  case inUse(String)
  /// Something that is not a socket is in the way.
  case notASocket(String)
  /// The path does not fit into a socket address.
  case pathTooLong(String, limit: Int)
  /// The host has no address.
  case unknownHost(String, reason: String)
  /// There is no such user or group.
  case unknownOwner(String)
  /// What was inherited is not a listening socket.
  case notListening(String)
  /// The system refused.
  case system(SystemError)

  /// One line without a full stop.
  public var description: String {
    switch self {
    case .inUse(let name): "another server is listening on \(name)"
    case .notASocket(let path): "\(path) exists and is not a socket"
    case .pathTooLong(let path, let limit): "\(path) is longer than a socket's path may be (\(limit) bytes)"
    case .unknownHost(let host, let reason): "cannot listen on \(host): \(reason)"
    case .unknownOwner(let name): "no user or group \(name)"
    case .notListening(let name): "\(name) is not a listening socket"
    case .system(let error): error.description
    }
  }
}
