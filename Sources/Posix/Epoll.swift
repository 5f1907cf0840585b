internal import CLinux
internal import Glibc

/// One epoll set. Everything registered carries a tag of 64 bits that comes back with its events.
package struct Epoll: ~Copyable, Sendable {
  /// What to wait for.
  package struct Interest: OptionSet, Sendable {
    package let rawValue: UInt32

    package init(rawValue: UInt32) { self.rawValue = rawValue }

    package static let readable = Interest(rawValue: EPOLLIN.rawValue)
    package static let writable = Interest(rawValue: EPOLLOUT.rawValue)
    package static let peerClosed = Interest(rawValue: EPOLLRDHUP.rawValue)
    /// One event for each time that something comes, not for as long as something is there.
    package static let once = Interest(rawValue: EPOLLET.rawValue)
  }

  private let descriptor: Descriptor

  package init() throws(SystemError) {
    let number = epoll_create1(Int32(EPOLL_CLOEXEC))
    guard number >= 0 else { throw SystemError("create an epoll set") }
    descriptor = Descriptor(owning: number)
  }

  /// Registers a descriptor; false with `errno` when the kernel refuses.
  package func add(_ number: Int32, _ interest: Interest, tag: UInt64) -> Bool {
    control(EPOLL_CTL_ADD, number, interest, tag: tag)
  }

  /// Asks for a registered descriptor anew: what is there already is reported again.
  package func change(_ number: Int32, _ interest: Interest, tag: UInt64) -> Bool {
    control(EPOLL_CTL_MOD, number, interest, tag: tag)
  }

  /// Forgets a descriptor, registered or not.
  package func remove(_ number: Int32) {
    _ = control(EPOLL_CTL_DEL, number, [], tag: 0)
  }

  private func control(_ operation: Int32, _ number: Int32, _ interest: Interest, tag: UInt64) -> Bool {
    var event = unsafe epoll_event()
    unsafe event.events = interest.rawValue
    unsafe event.data.u64 = tag
    return unsafe epoll_ctl(descriptor.number, operation, number, &event) == 0
  }

  /// Something that happened to what is registered.
  package struct Event {
    package let tag: UInt64
    /// Whether the peer of a connection will send nothing more.
    package let isPeerClosed: Bool
  }

  /// Waits for one event; nil after `milliseconds` (-1: never) or on a signal.
  package func wait(milliseconds: Int32 = -1) -> Event? {
    var event = unsafe epoll_event()
    guard unsafe epoll_wait(descriptor.number, &event, 1, milliseconds) == 1 else { return nil }
    let closing = EPOLLRDHUP.rawValue | EPOLLHUP.rawValue | EPOLLERR.rawValue
    return unsafe Event(tag: event.data.u64, isPeerClosed: event.events & closing != 0)
  }
}
