internal import Glibc
internal import Omaha
internal import Synchronization

/// Makes IDs that tell the requests of a machine apart: when the process began and which it is, and a number.
final class RequestIDSource: Sendable {
  private let prefix: String
  private let count = Atomic<UInt64>(0)

  init() {
    let time = LogTime.now
    let milliseconds = UInt64(clamping: time.second.seconds &* 1_000 &+ Int64(time.milliseconds))
    // Several CGI processes begin in one millisecond. A process ID is below 2^22 (proc(5), pid_max).
    prefix = Self.text(milliseconds << 22 | UInt64(getpid()) & 0x3f_ffff) + "-"
  }

  /// The next ID.
  func next() -> String {
    prefix + Self.text(count.add(1, ordering: .relaxed).newValue)
  }

  /// A number to base 36, without `String(_:radix:)` because of what omaha-cgi's start costs (OmahaCGI.swift).
  private static func text(_ number: UInt64) -> String {
    var digits: [UInt8] = []
    var rest = number
    repeat {
      let digit = UInt8(rest % 36)
      digits.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
      rest /= 36
    } while rest > 0
    digits.reverse()
    return String(decoding: digits, as: UTF8.self)
  }

  /// Whether an ID of the web server can be taken: 1 to 64 letters, digits, `-` and `_`.
  static func isValid(_ id: String) -> Bool {
    let bytes = id.utf8.span
    guard (1...64).contains(bytes.count) else { return false }
    for index in bytes.indices {
      switch bytes[index] {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): break
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"): break
      default: return false
      }
    }
    return true
  }
}
