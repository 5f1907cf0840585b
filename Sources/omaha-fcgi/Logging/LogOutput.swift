internal import FastCGI
internal import Gateway
internal import Glibc
internal import Posix
internal import Synchronization

/// Writes log lines to standard error or a file: one write(2) for each call, nothing buffered.
///
/// A log that cannot be written never stops the server: a full disk, a closed pipe or a reader that sleeps costs the lines, and
/// the first line that gets through again is preceded by one that says how many were lost.
final class LogOutput: LogSink {
  private struct State {
    var lost = 0
    /// Whether the last write ended inside a line.
    var isInsideLine = false
  }

  private let format: LogFormat
  private let descriptor: Int32
  /// The file, nil for a descriptor that was inherited.
  private let path: String?
  private let isOwner: Bool
  /// A socket, such as the journal's, cannot be opened anew, but need not be.
  private let isSocket: Bool
  private let state = Mutex(State())
  /// Whether lines were lost, or are being written in pieces.
  private let isTroubled = Atomic(false)
  /// How long a reader that is slow, but reads, may hold up a request before its lines are dropped, in milliseconds.
  private let timeout: Int32

  /// - Parameters:
  ///   - descriptor: where to write; opened anew as non-blocking where that is possible, so that a pipe whose reader sleeps
  ///     blocks nobody and the descriptor's other users are not affected.
  ///   - timeout: in milliseconds.
  ///   - format: of the lines that it writes of itself.
  init(_ descriptor: Int32 = 2, timeout: Int32 = 500, format: LogFormat = .logfmt) {
    self.format = format
    path = nil
    let reopened = unsafe Glibc.open(
      "/proc/self/fd/\(descriptor)", O_WRONLY | O_APPEND | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)
    self.descriptor = reopened >= 0 ? reopened : descriptor
    var status = stat()
    isSocket = unsafe fstat(self.descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFSOCK
    isOwner = reopened >= 0
    self.timeout = timeout
  }

  /// Appends to a file, which is made when it is not there.
  init(path: String, format: LogFormat = .logfmt) throws(SystemError) {
    self.format = format
    descriptor = try Self.open(path)
    self.path = path
    isOwner = true
    isSocket = false
    timeout = 500
  }

  /// Opens the file anew, after it was renamed; the old one stays in use when that fails. Nothing to do for a descriptor.
  ///
  /// The descriptor keeps its number, so that threads may write meanwhile.
  func reopen() throws(SystemError) {
    guard let path else { return }
    let opened = try Self.open(path)
    defer { _ = close(opened) }
    guard dup2(opened, descriptor) >= 0 else { throw SystemError("open the log file \(path)", code: errno) }
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
  }

  private static func open(_ path: String) throws(SystemError) -> Int32 {
    let flags = O_WRONLY | O_APPEND | O_CREAT | O_NONBLOCK | O_NOCTTY | O_CLOEXEC
    let descriptor = unsafe Glibc.open(path, flags, 0o640)
    guard descriptor >= 0 else { throw SystemError("open the log file \(path)", code: errno) }
    return descriptor
  }

  deinit {
    if isOwner { _ = close(descriptor) }
  }

  /// The number of lines that were lost since the last one that got through.
  var lostLines: Int { state.withLock { $0.lost } }

  func write(_ lines: [UInt8]) {
    // What is not longer than this the kernel takes in one piece, whoever else writes (pipe(7), PIPE_BUF), so that threads
    // need not wait for each other while all is well.
    var offset = 0
    if lines.count <= PIPE_BUF, !isTroubled.load(ordering: .acquiring) {
      offset = max(0, write(lines, from: 0))
      if offset == lines.count { return }
    }
    state.withLock { state in
      isTroubled.store(true, ordering: .releasing)
      defer { isTroubled.store(state.lost > 0, ordering: .releasing) }
      if offset > 0 { state.isInsideLine = lines[offset - 1] != 0x0a }
      var bytes = lines[offset...]
      var noticeLength = 0
      if state.lost > 0 {
        var notice = LogLine(format, time: .now, level: "warning")
        notice.add("msg", "log lines were lost")
        notice.add("lines", state.lost)
        notice.end()
        // In one piece with what follows: alone it would fit where nothing else does, again and again.
        let before = (state.isInsideLine ? [0x0a] : []) + notice.bytes
        noticeLength = before.count
        bytes = (before + bytes)[...]
      }
      // Whoever was not patient enough once is not waited for again until somebody reads.
      let end = put(Array(bytes), timeout: state.lost > 0 ? 0 : timeout, &state)
      if end >= noticeLength { state.lost = 0 }
      state.lost += Self.count(bytes.dropFirst(max(end, noticeLength)))
    }
  }

  /// Writes the bytes as far as they can be written, and returns how many that were.
  private func put(_ bytes: [UInt8], timeout: Int32, _ state: inout State) -> Int {
    var offset = 0
    while offset < bytes.count {
      let written = write(bytes, from: offset)
      if written > 0 {
        offset += written
        state.isInsideLine = bytes[offset - 1] != 0x0a
      } else if errno == EAGAIN {
        var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        guard timeout > 0, unsafe poll(&waiting, 1, timeout) > 0 else { break }
      } else if errno != EINTR {
        break
      }
    }
    return offset
  }

  /// Writes whole lines that the kernel takes in one piece: between the pieces of several another thread may write.
  private func write(_ bytes: [UInt8], from offset: Int) -> Int {
    let piece = bytes[offset...].prefix(Int(PIPE_BUF))
    let lastLine = piece.endIndex < bytes.count ? piece.lastIndex(of: 0x0a) : nil
    let count = lastLine.map { $0 + 1 - offset } ?? piece.count
    return unsafe bytes.withUnsafeBytes {
      let start = unsafe $0.baseAddress?.advanced(by: offset)
      return unsafe isSocket
        ? send(descriptor, start, count, Int32(MSG_DONTWAIT | MSG_NOSIGNAL)) : Glibc.write(descriptor, start, count)
    }
  }

  private static func count(_ lines: ArraySlice<UInt8>) -> Int {
    lines.count { $0 == 0x0a }
  }
}
