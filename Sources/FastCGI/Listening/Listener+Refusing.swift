internal import Glibc

extension Listener {
  /// From now on whoever wants to connect is refused, in the same moment for all; those in the queue can still be accepted.
  ///
  /// Only of a unix socket that no other process listens on: the refusal would be everybody's.
  func refuse() {
    guard !isTCP, isExclusive else { return }
    _ = shutdown(descriptor, Int32(SHUT_RD))
  }
}
