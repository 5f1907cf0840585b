internal import Glibc
internal import Posix

extension Listener {
  /// Listens on a TCP port of one address; ``name`` has the real port when `port` was 0.
  public static func tcp(_ host: String, port: UInt16) throws(ListenError) -> Listener {
    var hints = unsafe addrinfo()
    unsafe hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV
    unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var found: UnsafeMutablePointer<addrinfo>? = nil
    let code = unsafe getaddrinfo(host, String(port), &hints, &found)
    guard code == 0, let address = unsafe found else {
      throw .unknownHost(host, reason: unsafe String(cString: gai_strerror(code)))
    }
    defer { unsafe freeaddrinfo(address) }

    let shown = host.contains(":") ? "[\(host)]" : host
    let descriptor = try makeSocket(unsafe address.pointee.ai_family, "make a TCP socket")
    var isListening = false
    defer { if !isListening { _ = close(descriptor) } }
    var on: Int32 = 1
    _ = unsafe setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size))
    guard unsafe bind(descriptor, address.pointee.ai_addr, address.pointee.ai_addrlen) == 0,
      listen(descriptor, backlog) == 0
    else {
      throw errno == EADDRINUSE ? .inUse("\(shown):\(port)") : .system(SystemError("listen on \(shown):\(port)"))
    }
    isListening = true
    return Listener(
      owning: descriptor, name: "\(shown):\(localPort(of: descriptor))", isTCP: true, isExclusive: true, file: nil)
  }

  private static func localPort(of descriptor: Int32) -> UInt16 {
    var storage = sockaddr_storage()
    var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
    return unsafe withUnsafeMutablePointer(to: &storage) { pointer in
      // The port is at the same place in sockaddr_in and sockaddr_in6.
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        _ = unsafe getsockname(descriptor, $0, &length)
      }
      return unsafe pointer.withMemoryRebound(to: sockaddr_in.self, capacity: 1) {
        unsafe UInt16(bigEndian: $0.pointee.sin_port)
      }
    }
  }
}
