internal import Glibc

/// The one owner of a file descriptor, which is closed when the owner goes.
package struct Descriptor: ~Copyable, Sendable {
  package let number: Int32

  /// Takes `number` over.
  package init(owning number: Int32) {
    self.number = number
  }

  deinit {
    _ = close(number)
  }
}
