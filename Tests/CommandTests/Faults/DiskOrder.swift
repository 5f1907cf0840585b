/// What a power cut could leave, found by replaying the system calls of a command as `strace -f -y` prints them.
///
/// A name must not lead to bytes that are not on disk, and the next name must not change before the last change is on disk:
/// a release without its payload, or a target without its release, could be all that is left. fsync(2) of a file puts its bytes
/// on disk, that of a directory the names in it.
struct DiskOrder {
  /// What is wrong, in order.
  private(set) var faults: [String] = []
  /// How many names were made, replaced or removed for good.
  private(set) var changes = 0
  /// The paths of open files and directories.
  private var paths: [String: String] = [:]
  /// The files whose bytes are on disk.
  private var safe: Set<String> = []
  /// The directory that has a change which is not on disk.
  private var pending: (directory: String, isRemoval: Bool)?

  init(trace: String) {
    for line in trace.split(separator: "\n") {
      // `4711  renameat(5</srv/x>, "old", 5</srv/x>, "new") = 0`
      guard let match = line.firstMatch(of: #/^\d+ +(\w+)\((.*)$/#), !line.contains(#/\) += -1 /#) else { continue }
      replay(String(match.1), Arguments(match.2))
    }
    if let pending { faults.append("the end before the names in \(pending.directory) are on disk") }
  }

  private mutating func replay(_ call: String, _ arguments: Arguments) {
    for (descriptor, path) in arguments.descriptors { paths[descriptor] = path }
    let (path, strings) = (arguments.descriptors.first?.path ?? "", arguments.strings)
    switch call {
    case "write", "ioctl": safe.remove(path)
    case "fsync":
      safe.insert(path)
      if pending?.directory == path { pending = nil }
    case "linkat", "renameat":
      guard strings.count == 2, let directory = arguments.descriptors.last?.path else { return }
      let (old, new) = (strings[0], "\(directory)/\(strings[1])")
      let source = old.hasPrefix("/proc/self/fd/") ? paths[String(old.dropFirst(14))] ?? old : "\(path)/\(old)"
      if !safe.contains(source) { faults.append("\(new) before its bytes are on disk") }
      safe.insert(new)
      if !Self.isTemporary(strings[1]) { change(directory, new) }
    case "mkdir":
      guard let new = strings.first else { return }
      change(new.split(separator: "/").dropLast().map { "/" + $0 }.joined(), new)
    case "mkdirat": change(path, "\(path)/\(strings.first ?? "")")
    case "unlinkat":
      guard let name = strings.first, !Self.isTemporary(name) else { return }
      let old = "\(path)/\(name)"
      // What changed in a directory is gone with it.
      if pending?.directory == old { pending = nil }
      change(path, old, isRemoval: true)
    default: return
    }
  }

  private mutating func change(_ directory: String, _ name: String, isRemoval: Bool = false) {
    changes += 1
    // The files of one release go together.
    if let pending, !(isRemoval && pending.isRemoval && pending.directory == directory) {
      faults.append("\(name) before the names in \(pending.directory) are on disk")
    }
    pending = (directory, isRemoval)
  }

  private static func isTemporary(_ name: String) -> Bool { name.hasPrefix(".omaha-tmp-") }
}

extension DiskOrder {
  /// The arguments and the result of a call, as far as they are descriptors with their paths or strings.
  struct Arguments {
    let descriptors: [(descriptor: String, path: String)]
    let strings: [String]

    init(_ text: Substring) {
      descriptors = text.matches(of: #/(\d+|AT_FDCWD)<([^<>]*)>/#).map { (String($0.1), String($0.2)) }
      strings = text.matches(of: #/"([^"]*)"/#).map { String($0.1) }
    }
  }
}
