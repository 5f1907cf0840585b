/// The hash that a machine's bucket in a rollout is taken from, and a catalog's digest (FIPS 180-4 §6.2).
///
/// The server hashes two blocks per request at most, and the catalog's files when it loads them. It must not import Foundation, which the ecosystem's libraries of
/// digests do; with this hash an operator can find a machine's bucket with `sha256sum`.
struct SHA256 {
  private var state: InlineArray<8, UInt32> = [
    0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19,
  ]

  /// The first 32 bits of the hash of a short message.
  static func leadingWord(of message: consuming [UInt8]) -> UInt32 {
    var hash = SHA256()
    pad(&message, length: message.count)
    for start in stride(from: 0, to: message.count, by: 64) { hash.compress(message.span, at: start) }
    return hash.state[0]
  }

  /// The hash of a message, 64 hexadecimal digits in small letters.
  static func hexadecimal(of message: [UInt8]) -> String {
    var hash = SHA256()
    // A list may have 32 MiB: only its end is copied.
    let whole = message.count / 64 * 64
    for start in stride(from: 0, to: whole, by: 64) { hash.compress(message.span, at: start) }
    var end = Array(message[whole...])
    pad(&end, length: message.count)
    for start in stride(from: 0, to: end.count, by: 64) { hash.compress(end.span, at: start) }
    var digits: [UInt8] = []
    for index in 0..<8 {
      for shift in stride(from: UInt32(28), through: 0, by: -4) {
        let digit = UInt8(truncatingIfNeeded: hash.state[index] >> shift & 15)
        digits.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") - 10 + digit)
      }
    }
    return String(decoding: digits, as: UTF8.self)
  }

  /// §5.1.1: a one bit, zeros, and the message's length in bits as 64 bits, to a multiple of 64 bytes.
  private static func pad(_ message: inout [UInt8], length: Int) {
    message.append(0x80)
    while message.count % 64 != 56 { message.append(0) }
    for shift in stride(from: UInt64(56), through: 0, by: -8) {
      message.append(UInt8(truncatingIfNeeded: (UInt64(length) * 8) >> shift))
    }
  }

  private mutating func compress(_ message: Span<UInt8>, at start: Int) {
    let constants = Self.constants
    let block = message.extracting(start..<start + 64)
    var w = InlineArray<64, UInt32>(repeating: 0)
    for t in 0..<16 {
      let i = 4 * t
      w[t] = UInt32(block[i]) << 24 | UInt32(block[i + 1]) << 16 | UInt32(block[i + 2]) << 8 | UInt32(block[i + 3])
    }
    for t in 16..<64 {
      let s0 = rotated(w[t - 15], 7) ^ rotated(w[t - 15], 18) ^ w[t - 15] &>> 3
      let s1 = rotated(w[t - 2], 17) ^ rotated(w[t - 2], 19) ^ w[t - 2] &>> 10
      w[t] = w[t - 16] &+ s0 &+ w[t - 7] &+ s1
    }
    var (a, b, c, d) = (state[0], state[1], state[2], state[3])
    var (e, f, g, h) = (state[4], state[5], state[6], state[7])
    // The names change places instead of the values.
    for t in stride(from: 0, to: 64, by: 8) {
      round(a, b, c, &d, e, f, g, &h, constants[t] &+ w[t])
      round(h, a, b, &c, d, e, f, &g, constants[t + 1] &+ w[t + 1])
      round(g, h, a, &b, c, d, e, &f, constants[t + 2] &+ w[t + 2])
      round(f, g, h, &a, b, c, d, &e, constants[t + 3] &+ w[t + 3])
      round(e, f, g, &h, a, b, c, &d, constants[t + 4] &+ w[t + 4])
      round(d, e, f, &g, h, a, b, &c, constants[t + 5] &+ w[t + 5])
      round(c, d, e, &f, g, h, a, &b, constants[t + 6] &+ w[t + 6])
      round(b, c, d, &e, f, g, h, &a, constants[t + 7] &+ w[t + 7])
    }
    state[0] &+= a
    state[1] &+= b
    state[2] &+= c
    state[3] &+= d
    state[4] &+= e
    state[5] &+= f
    state[6] &+= g
    state[7] &+= h
  }

  /// One step of the compression, whose results are the `d` and `h` of the next.
  @inline(__always)
  private func round(
    _ a: UInt32, _ b: UInt32, _ c: UInt32, _ d: inout UInt32, _ e: UInt32, _ f: UInt32, _ g: UInt32, _ h: inout UInt32,
    _ word: UInt32
  ) {
    let first = h &+ (rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25)) &+ (g ^ (e & (f ^ g))) &+ word
    let second = (rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22)) &+ ((a & b) | (c & (a | b)))
    d &+= first
    h = first &+ second
  }

  @inline(__always)
  private func rotated(_ word: UInt32, _ count: UInt32) -> UInt32 { word &>> count | word &<< (32 &- count) }

  /// §4.2.2.
  private static let constants: InlineArray<64, UInt32> = [
    0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5, 0x3956_c25b, 0x59f1_11f1, 0x923f_82a4, 0xab1c_5ed5,
    0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3, 0x72be_5d74, 0x80de_b1fe, 0x9bdc_06a7, 0xc19b_f174,
    0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc, 0x2de9_2c6f, 0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da,
    0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7, 0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967,
    0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc, 0x5338_0d13, 0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85,
    0xa2bf_e8a1, 0xa81a_664b, 0xc24b_8b70, 0xc76c_51a3, 0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070,
    0x19a4_c116, 0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5, 0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3,
    0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208, 0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7, 0xc671_78f2,
  ]
}
