internal import CLinux
internal import Glibc

/// An eventfd: a number in the kernel that an epoll set can wait for to be above zero.
package struct EventCounter: ~Copyable, Sendable {
  private let descriptor: Descriptor

  /// The descriptor, to register.
  package var number: Int32 { descriptor.number }

  /// - Parameter semaphore: whether ``take()`` lowers the number by one instead of to zero.
  package init(semaphore: Bool) throws(SystemError) {
    let flags = EFD_CLOEXEC | EFD_NONBLOCK | (semaphore ? EFD_SEMAPHORE : 0)
    let number = eventfd(0, Int32(flags))
    guard number >= 0 else { throw SystemError("create an eventfd") }
    descriptor = Descriptor(owning: number)
  }

  /// Raises the number by one.
  package func signal() {
    var one: UInt64 = 1
    _ = unsafe write(descriptor.number, &one, 8)
  }

  /// Lowers the number; false when it was zero.
  package func take() -> Bool {
    var value: UInt64 = 0
    return unsafe read(descriptor.number, &value, 8) == 8
  }
}
