/// What a Range header asks for of a file of a known size (RFC 9110 §14).
enum ByteRange: Hashable {
  /// The whole file: no range, one that is not understood, or several, which a server may ignore (§14.2).
  case whole
  /// The bytes from the first up to the last, exclusively; at least one.
  case part(Range<UInt64>)
  /// There is no such part: 416.
  case unsatisfiable

  /// Reads a Range header.
  ///
  /// - Parameters:
  ///   - header: The value, such as `bytes=100-199`, `bytes=100-` or `bytes=-100`; nil without one.
  ///   - size: The size of the file in bytes.
  init(_ header: String?, size: UInt64) {
    self = .whole
    guard let header, let equals = header.firstIndex(of: "="), header[..<equals].lowercased() == "bytes" else { return }
    let specification = header[header.index(after: equals)...].drop { $0 == " " || $0 == "\t" }
    guard !specification.contains(","), let dash = specification.firstIndex(of: "-") else { return }
    let first = specification[..<dash]
    let last = specification[specification.index(after: dash)...]
    if first.isEmpty {
      guard let length = Self.number(last) else { return }
      self = length == 0 || size == 0 ? .unsatisfiable : .part(size - min(length, size)..<size)
      return
    }
    guard let start = Self.number(first) else { return }
    var end = size
    if !last.isEmpty {
      guard let number = Self.number(last), number >= start else { return }
      end = min(number, UInt64.max - 1) + 1
    }
    self = start < size ? .part(start..<min(end, size)) : .unsatisfiable
  }

  /// Digits and nothing else; more than an integer holds is as good as the largest.
  private static func number(_ text: Substring) -> UInt64? {
    guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    return UInt64(text) ?? .max
  }
}
