import Glibc

/// What tests ask the system about processes.
enum System {
  /// The text of any file, such as those of /proc, whose size is not told; empty when it cannot be read.
  static func text(of path: String) -> String {
    let file = unsafe open(path, O_RDONLY)
    guard file >= 0 else { return "" }
    defer { _ = close(file) }
    var text: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = unsafe buffer.withUnsafeMutableBytes { unsafe Glibc.read(file, $0.baseAddress, $0.count) }
      guard count > 0 else { return String(decoding: text, as: UTF8.self) }
      text += buffer[..<count]
    }
  }

  /// Where a symbolic link leads to; empty when it is none.
  static func target(of link: String) -> String {
    var buffer = [CChar](repeating: 0, count: 4_096)
    let count = unsafe readlink(link, &buffer, buffer.count)
    return String(decoding: buffer.prefix(max(count, 0)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// Lets this process open so many descriptors; false when the system forbids it.
  static func raiseDescriptorLimit(to wanted: rlim_t) -> Bool {
    var limit = rlimit()
    guard unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return false }
    guard limit.rlim_cur < wanted else { return true }
    limit.rlim_cur = wanted
    limit.rlim_max = max(limit.rlim_max, wanted)
    return unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0
  }
}
