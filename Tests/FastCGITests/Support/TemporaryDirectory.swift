import Glibc

/// A directory that goes, with all in it, when its owner goes.
final class TemporaryDirectory {
  let path: String

  init() {
    var template = Array("/tmp/omaha-fcgi-tests.XXXXXX".utf8CString)
    let made = unsafe mkdtemp(&template)
    precondition(unsafe made != nil, "no temporary directory")
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit {
    Self.remove(path)
  }

  /// The names in the directory.
  var entries: [String] { Self.entries(of: path) }

  /// The names in any directory.
  static func entries(of directory: String) -> [String] {
    guard let stream = unsafe opendir(directory) else { return [] }
    defer { unsafe closedir(stream) }
    var names: [String] = []
    while let entry = unsafe readdir(stream) {
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  /// The text of any file.
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

  private static func remove(_ path: String) {
    guard unsafe unlink(path) != 0 else { return }
    _ = unsafe chmod(path, 0o700)
    for name in entries(of: path) { remove("\(path)/\(name)") }
    _ = unsafe rmdir(path)
  }

  func write(_ name: String, _ text: String) {
    let file = unsafe open("\(path)/\(name)", O_WRONLY | O_CREAT | O_TRUNC, 0o644)
    let bytes = Array(text.utf8)
    let written = unsafe bytes.withUnsafeBytes { unsafe Glibc.write(file, $0.baseAddress, $0.count) }
    precondition(written == bytes.count)
    _ = close(file)
  }

  func makeDirectory(_ name: String) {
    precondition(unsafe mkdir("\(path)/\(name)", 0o755) == 0)
  }
}
