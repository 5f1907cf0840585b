/// The ID of a machine in the one spelling that lists and rollouts compare: lower case, without braces, and a GUID without
/// its dashes, because systemd's machine ID is the same 32 digits.
public struct MachineID: Hashable, Sendable {
  /// The spelling.
  public let text: String

  /// The ID that is written so.
  public init(_ written: String) {
    // As most clients send it; nothing is copied then.
    if Self.isCanonical(written.utf8.span) {
      text = written
      return
    }
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

  /// The beginning of IDs that is written so: the dashes of a GUID, which is hexadecimal, are left out where they stand in one.
  init(prefix written: String) {
    var bytes = Array(written.utf8)
    if bytes.first == UInt8(ascii: "{") {
      bytes.removeFirst()
      // A whole ID.
      if bytes.last == UInt8(ascii: "}") { bytes.removeLast() }
    }
    let isGUID = bytes.enumerated().allSatisfy { position, byte in
      Self.dashes.contains(position)
        ? byte == UInt8(ascii: "-")
        : byte &- UInt8(ascii: "0") < 10 || (byte | 0x20) &- UInt8(ascii: "a") < 6
    }
    if isGUID { bytes.removeAll { $0 == UInt8(ascii: "-") } }
    self.init(String(decoding: bytes, as: UTF8.self))
  }

  private static func isCanonical(_ bytes: Span<UInt8>) -> Bool {
    guard bytes.count == 32 else { return false }
    for index in bytes.indices {
      guard bytes[index] &- UInt8(ascii: "0") < 10 || bytes[index] &- UInt8(ascii: "a") < 6 else { return false }
    }
    return true
  }

  private static let dashes = [8, 13, 18, 23]

  /// The number that 32 hexadecimal digits are; nil when the ID is anything else.
  var number: UInt128? { Self.number(of: text.utf8.span) }

  /// The number of an ID of 32 hexadecimal digits, however it is written; nil when it is anything else.
  static func number(of written: Span<UInt8>) -> UInt128? {
    let count = written.count
    let isBraced = count > 2 && written[0] == UInt8(ascii: "{") && written[count - 1] == UInt8(ascii: "}")
    let start = isBraced ? 1 : 0
    let isGUID = count - 2 * start == 36
    guard isGUID || count - 2 * start == 32 else { return nil }
    var number: UInt128 = 0
    for index in start..<count - start {
      let position = index - start
      let byte = written[index]
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): number = number << 4 | UInt128(byte - UInt8(ascii: "0"))
      case UInt8(ascii: "a")...UInt8(ascii: "f"): number = number << 4 | UInt128(byte - UInt8(ascii: "a") + 10)
      case UInt8(ascii: "A")...UInt8(ascii: "F"): number = number << 4 | UInt128(byte - UInt8(ascii: "A") + 10)
      case UInt8(ascii: "-") where isGUID && dashes.contains(position): continue
      default: return nil
      }
      if isGUID, dashes.contains(position) { return nil }
    }
    return number
  }
}
