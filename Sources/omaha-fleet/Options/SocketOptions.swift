internal import ArgumentParser
internal import FastCGI
internal import Glibc

/// `--socket` and who may connect to it, as omaha-fcgi has them.
struct SocketOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Where a web server asks for /metrics, over FastCGI. Without it: the sockets passed by systemd, if any.",
      valueName: "path|host:port"),
    transform: { text in
      guard let address = ListenAddress(text) else { throw ValidationError("It is neither a path nor HOST:PORT.") }
      return address
    })
  var socket: ListenAddress?

  @Option(
    help: ArgumentHelp("Who may connect to the socket's file, octal. (default: 0660)", valueName: "mode"),
    transform: { text in
      guard let mode = UInt16(text, radix: 8), mode <= 0o777, !text.hasPrefix("+") else {
        throw ValidationError("It is not an octal mode such as 0660.")
      }
      return mode
    })
  var socketMode: UInt16?

  @Option(help: ArgumentHelp("The owner of the socket's file, a name or a number.", valueName: "user"))
  var socketOwner: String?

  @Option(help: ArgumentHelp("The group of the socket's file, a name or a number.", valueName: "group"))
  var socketGroup: String?

  func validate() throws {
    guard socketMode != nil || socketOwner != nil || socketGroup != nil else { return }
    guard case .path? = socket else {
      throw ValidationError("--socket-mode, --socket-owner and --socket-group need --socket with a path.")
    }
  }

  /// Listens; empty when nobody asked for it.
  func listen() throws(ListenError) -> [Listener] {
    var access = SocketAccess()
    if let socketMode { access.mode = socketMode }
    access.owner = socketOwner
    access.group = socketGroup
    return switch socket {
    case .path(let path)?: [try Listener.unix(path, access)]
    case .host(let host, let port)?: [try Listener.tcp(host, port: port)]
    case nil: try Listener.inherited()
    }
  }
}
