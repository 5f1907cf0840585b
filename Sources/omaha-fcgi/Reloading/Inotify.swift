internal import Glibc

/// One inotify instance: the kernel's account of what changes in watched directories.
final class Inotify: Sendable {
  /// Something that happened in a watched directory.
  struct Event: Hashable {
    /// The watch, or -1 when the kernel's queue has overflowed.
    let watch: Int32
    /// The name in the directory; empty when the directory itself is meant.
    let name: String
  }

  /// Everything that can change what a catalog says. Files count when they are closed or renamed, not while they are written.
  private static let mask = UInt32(
    IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_CREATE | IN_DELETE | IN_DELETE_SELF | IN_MOVE_SELF | IN_ATTRIB
      | IN_ONLYDIR)

  let descriptor: Int32

  /// nil when there are no more instances to be had (fs.inotify.max_user_instances).
  init?() {
    let number = inotify_init1(Int32(IN_NONBLOCK | IN_CLOEXEC))
    guard number >= 0 else { return nil }
    descriptor = number
  }

  deinit {
    _ = close(descriptor)
  }

  /// Watches a directory; the same number again when it is watched already, nil when it cannot be.
  func watch(_ directory: String) -> Int32? {
    let number = unsafe inotify_add_watch(descriptor, directory, Self.mask)
    return number >= 0 ? number : nil
  }

  /// Stops watching.
  func forget(_ watch: Int32) {
    _ = inotify_rm_watch(descriptor, watch)
  }

  /// What has happened since the last call; does not wait.
  func takeEvents() -> [Event] {
    var events: [Event] = []
    var buffer = [UInt8](repeating: 0, count: 16 * 1024)
    while true {
      let count = unsafe buffer.withUnsafeMutableBytes { unsafe read(descriptor, $0.baseAddress, $0.count) }
      guard count > 0 else { return events }
      var offset = 0
      let header = MemoryLayout<inotify_event>.size
      while offset + header <= count {
        let (watch, nameLength) = unsafe buffer.withUnsafeBytes { bytes in
          (
            unsafe bytes.loadUnaligned(fromByteOffset: offset, as: Int32.self),
            Int(unsafe bytes.loadUnaligned(fromByteOffset: offset + 12, as: UInt32.self))
          )
        }
        let name = buffer[offset + header..<min(count, offset + header + nameLength)].prefix { $0 != 0 }
        events.append(Event(watch: watch, name: String(decoding: name, as: UTF8.self)))
        offset += header + nameLength
      }
    }
  }
}
