internal import Gzip

/// Inflates gzip bodies within a bound (RFC 1952).
///
/// One inflater serves one thread at a time and is reused: its window is allocated once.
package final class Inflater {
  private let stream: GzipStream

  /// An inflater, nil when there is no memory.
  package init?() {
    guard let stream = GzipStream() else { return nil }
    self.stream = stream
  }

  /// Inflates a whole body: one gzip member or several one after the other.
  ///
  /// - Throws: ``Rejection/invalidGzip`` for what is not gzip, is damaged or ends early, ``Rejection/tooLarge`` for
  ///   more than `limit` bytes.
  package func inflate(_ body: [UInt8], limit: Int) throws(Rejection) -> [UInt8] {
    var isValid = true
    let result = [UInt8](capacity: limit + 1) { output in
      var rest = unsafe body.span.bytes
      repeat {
        stream.startMember()
        let (outcome, taken) = stream.inflate(rest, into: &output, isWhole: true)
        guard outcome == .memberEnd else {
          isValid = outcome == .more && output.freeCapacity == 0
          return
        }
        rest = rest.extracting(droppingFirst: taken)
      } while rest.byteCount > 0
    }
    guard isValid else { throw Rejection.invalidGzip }
    guard result.count <= limit else { throw Rejection.tooLarge }
    return result
  }
}
