/// The ID of a machine in the one spelling that lists and rollouts compare: lower case, without braces, and a GUID without
/// its dashes, because systemd's machine ID is the same 32 digits.
public struct MachineID: Hashable, Sendable {
  /// The spelling.
  public let text: String

  /// The ID that is written so.
  public init(_ written: String) {
    var bytes = Array(written.utf8)
    if bytes.first == UInt8(ascii: "{"), bytes.last == UInt8(ascii: "}"), bytes.count > 2 {
      bytes.removeFirst()
      bytes.removeLast()
    }
    for index in bytes.indices where (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(bytes[index]) {
      bytes[index] |= 0x20
    }
    if bytes.count == 36, Self.dashes.allSatisfy({ bytes[$0] == UInt8(ascii: "-") }) {
      for index in Self.dashes.reversed() { bytes.remove(at: index) }
    }
    text = String(decoding: bytes, as: UTF8.self)
  }

  private static let dashes = [8, 13, 18, 23]

  /// The number that 32 hexadecimal digits are; nil when the ID is anything else.
  var number: UInt128? {
    guard text.utf8.count == 32 else { return nil }
    var number: UInt128 = 0
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): number = number << 4 | UInt128(byte - UInt8(ascii: "0"))
      case UInt8(ascii: "a")...UInt8(ascii: "f"): number = number << 4 | UInt128(byte - UInt8(ascii: "a") + 10)
      default: return nil
      }
    }
    return number
  }
}
