internal import Omaha
internal import Synchronization

/// Makes IDs that tell the requests of a server apart: the time that the process began, and a number.
final class RequestIDSource: Sendable {
  private let prefix: String
  private let count = Atomic<UInt64>(0)

  init() {
    let time = LogTime.now
    prefix = String(time.second.seconds &* 1_000 &+ Int64(time.milliseconds), radix: 36) + "-"
  }

  /// The next ID.
  func next() -> String {
    prefix + String(count.add(1, ordering: .relaxed).newValue, radix: 36)
  }

  /// Whether an ID of the web server can be taken: 1 to 64 letters, digits, `-` and `_`.
  static func isValid(_ id: String) -> Bool {
    (1...64).contains(id.utf8.count)
      && id.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"): true
        default: false
        }
      }
  }
}
