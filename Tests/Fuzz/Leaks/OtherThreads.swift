internal import Glibc

/// The other threads of this process.
enum OtherThreads {
  /// Returns once each of them waits for something, as proc(5) tells: a peer has its answer before the server has put away what it
  /// made it with.
  static func settle() throws {
    while try !areAsleep() { sched_yield() }
  }

  private static func areAsleep() throws -> Bool {
    guard let tasks = unsafe opendir("/proc/self/task") else { throw ProcError(code: errno) }
    defer { unsafe closedir(tasks) }
    let own = String(getpid())
    while let entry = unsafe readdir(tasks) {
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
      }
      guard name != own, !name.hasPrefix(".") else { continue }
      guard try isAsleep("/proc/self/task/\(name)/stat") else { return false }
    }
    return true
  }

  /// Whether the state in the file is S, behind the name in parentheses.
  private static func isAsleep(_ path: String) throws -> Bool {
    let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw ProcError(code: errno) }
    defer { close(file) }
    var text = [UInt8](repeating: 0, count: 512)
    let count = unsafe text.withUnsafeMutableBytes { unsafe read(file, $0.baseAddress, $0.count) }
    guard let end = text.prefix(max(0, count)).lastIndex(of: UInt8(ascii: ")")), end + 2 < count else {
      throw ProcError(code: EIO)
    }
    return text[end + 2] == UInt8(ascii: "S")
  }
}

/// /proc could not be read.
struct ProcError: Error, CustomStringConvertible {
  let code: CInt

  var description: String { unsafe "cannot read /proc/self/task: \(String(cString: strerror(code)))" }
}
