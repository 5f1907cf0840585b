internal import CFastCGI
internal import Glibc
internal import Posix

/// The one owner of an `FCGX_Request`, which points back at itself and therefore stays where it is.
///
/// libfcgi reads one request at a time from a connection that is ours: it never accepts, because its listening socket is -1,
/// and it never closes, because its close waits up to two seconds for the peer's, and for two more after every byte it sends.
@safe final class FastCGIRequest {
  private let request: UnsafeMutablePointer<FCGX_Request>
  private var drained: [UInt8] = []

  /// Zero when libfcgi could be initialised; done once for the process.
  private static let initialized: Int32 = FCGX_Init()

  init() throws(SystemError) {
    guard Self.initialized == 0 else { throw SystemError("initialise libfcgi", code: abs(Self.initialized)) }
    unsafe request = .allocate(capacity: 1)
    unsafe request.initialize(to: FCGX_Request())
    _ = unsafe FCGX_InitRequest(request, -1, 0)
  }

  deinit {
    unsafe FCGX_Free(request, 0)
    unsafe request.deallocate()
  }

  /// Reads the parameters of the whole request that waits in `descriptor`.
  ///
  /// False means that libfcgi could not, which happens when a TCP peer resets the connection meanwhile; the descriptor is
  /// then closed.
  func accept(from descriptor: Int32) -> Bool {
    unsafe FCGX_InitRequest(request, -1, 0)
    unsafe request.pointee.ipcFd = descriptor
    // Both are for FCGX_Finish_r, which FCGX_Accept_r begins with and which else would close the descriptor.
    unsafe request.pointee.keepConnection = 1
    unsafe request.pointee.detached = 1
    return unsafe FCGX_Accept_r(request) == 0
  }

  /// Whether the web server wants the connection kept open.
  var keepsConnection: Bool {
    unsafe request.pointee.keepConnection != 0
  }

  /// The parameter's value, nil when the web server sent none.
  ///
  /// `FCGX_GetParam` does the same, but calls `strncmp` for every parameter that comes before: seven times thirty calls per
  /// request, when almost all names differ in their first byte.
  func parameter(_ name: StaticString) -> String? {
    guard var entry = unsafe request.pointee.envp else { return nil }
    let length = name.utf8CodeUnitCount
    let wanted = unsafe name.utf8Start
    while let text = unsafe entry.pointee {
      // "NAME=value"; a shorter one ends in a zero, which no name has.
      var index = 0
      while index < length, unsafe UInt8(bitPattern: text[index]) == wanted[index] { index += 1 }
      if index == length, unsafe text[length] == UInt8(ascii: "=") { return unsafe String(cString: text + length + 1) }
      unsafe entry += 1
    }
    return nil
  }

  /// Appends at most `count` bytes of the body and returns how many there were; fewer means the end, and -1 that it is cut off.
  func readBody(into buffer: inout [UInt8], atMost count: Int) -> Int {
    let before = buffer.count
    buffer.append(addingCapacity: count) { output in
      unsafe output.withUnsafeMutableBufferPointer { space, initialized in
        guard let start = space.baseAddress else { return }
        let got = unsafe start.withMemoryRebound(to: CChar.self, capacity: count) {
          unsafe FCGX_GetStr($0, Int32(clamping: count), request.pointee.in)
        }
        initialized += max(0, Int(got))
      }
    }
    if buffer.count == before, count > 0, unsafe FCGX_GetError(request.pointee.in) != 0 { return -1 }
    return buffer.count - before
  }

  /// How an answer was written.
  enum Ending {
    case sound
    /// The peer has not read enough of its earlier answers for this one to fit into the connection.
    case blocked
    /// The connection is of no further use.
    case broken
  }

  /// From now on everything is written to another descriptor. The body must have been drained.
  func divert(to descriptor: Int32) {
    unsafe request.pointee.ipcFd = descriptor
  }

  /// Writes `response`, the rest of the protocol's records, and lets go of the request, whose body must have been drained.
  func finish(with response: [UInt8]) -> Ending {
    let sent = unsafe response.withUnsafeBytes { bytes in
      unsafe FCGX_PutStr(
        bytes.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(clamping: bytes.count), request.pointee.out)
    }
    var isSound = sent == response.count
    isSound = unsafe FCGX_FClose(request.pointee.err) == 0 && isSound
    isSound = unsafe FCGX_FClose(request.pointee.out) == 0 && isSound
    isSound = unsafe FCGX_GetError(request.pointee.in) == 0 && isSound
    let isBlocked = unsafe FCGX_GetError(request.pointee.out) == EAGAIN
    unsafe FCGX_Free(request, 0)
    return isSound ? .sound : isBlocked ? .blocked : .broken
  }

  /// Reads the body to its end: libfcgi would leave the rest in the connection, where it would be taken for the next request.
  ///
  /// The request is whole and bounded before libfcgi gets it, so this neither waits nor runs away. False when it ends early.
  func drainBody() -> Bool {
    while true {
      drained.removeAll(keepingCapacity: true)
      guard readBody(into: &drained, atMost: 8192) == 8192 else { break }
    }
    return unsafe FCGX_HasSeenEOF(request.pointee.in) != 0
  }
}
