internal import Glibc

/// The one owner of a file descriptor, which is closed when the owner goes.
struct Descriptor: ~Copyable, Sendable {
  let number: Int32

  /// Takes `number` over.
  init(owning number: Int32) {
    self.number = number
  }

  deinit {
    _ = close(number)
  }
}
