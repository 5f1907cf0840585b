internal import Catalog

/// A header of the archive: POSIX ustar (IEEE Std 1003.1, pax), one regular file. What a bundle does not need it does not have: no links,
/// devices, folders, owners or times. A reader of this and nothing else is shorter than the list of what libarchive would have to be told to
/// refuse, and a static program stays one.
package struct TarHeader: Hashable, Sendable {
  package static let blockSize = 512

  package var path: String
  /// Bytes.
  package var size: UInt64

  package init(path: String, size: UInt64) {
    self.path = path
    self.size = size
  }

  /// How many bytes follow the content up to the next block.
  package static func padding(behind size: UInt64) -> Int {
    Int((UInt64(blockSize) - size % UInt64(blockSize)) % UInt64(blockSize))
  }

  // MARK: Writing

  /// The blocks: one, or a pax header before it where the name or the size do not fit. They depend on nothing but name and size, so that the
  /// same content makes the same archive.
  package var blocks: [UInt8] {
    var records: [UInt8] = []
    let (prefix, name) = split
    if prefix == nil { records += Self.record("path", path) }
    // Eleven octal digits.
    let fits = size < 1 << 33
    if !fits { records += Self.record("size", String(size)) }
    let block = Self.block(prefix: prefix ?? "", name: name, size: fits ? size : 0, type: UInt8(ascii: "0"))
    guard !records.isEmpty else { return block }
    let pax = Self.block(prefix: "", name: "pax", size: UInt64(records.count), type: UInt8(ascii: "x"))
    return pax + records + [UInt8](repeating: 0, count: Self.padding(behind: UInt64(records.count))) + block
  }

  /// The two parts that the name is told in; the first nil when it takes a pax header.
  private var split: (prefix: String?, name: String) {
    let bytes = Array(path.utf8)
    if bytes.count <= 100 { return ("", path) }
    for index in bytes.indices where bytes[index] == UInt8(ascii: "/") && index <= 155 && bytes.count - index - 1 <= 100
    {
      return (String(decoding: bytes[..<index], as: UTF8.self), String(decoding: bytes[(index + 1)...], as: UTF8.self))
    }
    return (nil, String(decoding: bytes.prefix(100), as: UTF8.self))
  }

  /// `LENGTH KEY=VALUE` and a line feed; the length counts itself.
  private static func record(_ key: String, _ value: String) -> [UInt8] {
    let rest = " \(key)=\(value)\n"
    var length = rest.utf8.count
    while "\(length)".utf8.count + rest.utf8.count != length { length = "\(length)".utf8.count + rest.utf8.count }
    return Array("\(length)\(rest)".utf8)
  }

  private static func block(prefix: String, name: String, size: UInt64, type: UInt8) -> [UInt8] {
    var block = [UInt8](repeating: 0, count: blockSize)
    func put(_ text: String, at offset: Int) {
      for (index, byte) in text.utf8.enumerated() { block[offset + index] = byte }
    }
    func put(_ number: UInt64, digits: Int, at offset: Int) {
      let text = String(number, radix: 8)
      put(String(repeating: "0", count: digits - text.utf8.count) + text, at: offset)
    }
    put(name, at: 0)
    put(0o644, digits: 7, at: 100)
    put(0, digits: 7, at: 108)
    put(0, digits: 7, at: 116)
    put(size, digits: 11, at: 124)
    // 1980-01-01: what is older than any file seems a mistake to some tools.
    put(315_532_800, digits: 11, at: 136)
    put("        ", at: 148)
    block[156] = type
    put("ustar", at: 257)
    put("00", at: 263)
    put(0, digits: 7, at: 329)
    put(0, digits: 7, at: 337)
    put(prefix, at: 345)
    put(checksum(block), digits: 6, at: 148)
    block[154] = 0
    return block
  }

  private static func checksum(_ block: [UInt8]) -> UInt64 { block.reduce(0) { $0 + UInt64($1) } }

  // MARK: Reading

  /// What a block is.
  package enum Block: Hashable, Sendable {
    /// Nothing but zeros: two of them end the archive.
    case end
    /// Records of this many bytes about the next file.
    case pax(size: Int)
    /// A regular file. Its name and size are those that the records before it say, where they say any.
    case file(TarHeader)
  }

  /// Reads a block. Owners, times and permissions are not looked at.
  package static func read(_ block: [UInt8]) throws(BundleFault) -> Block {
    guard block.contains(where: { $0 != 0 }) else { return .end }
    guard block.count == blockSize, let expected = number(block[148..<156]) else {
      throw BundleFault("is not a tar archive")
    }
    let sum = checksum(Array(block[..<148]) + [UInt8](repeating: UInt8(ascii: " "), count: 8) + block[156...])
    let isPOSIX = block[257..<265].elementsEqual("ustar\u{0}00".utf8)
    guard isPOSIX || block[257..<265].elementsEqual("ustar  \u{0}".utf8) else {
      throw BundleFault("is not a tar archive")
    }
    guard sum == expected else { throw BundleFault("has a damaged header: its checksum is wrong") }
    guard let size = number(block[124..<136]) else { throw BundleFault("has a header without a size") }
    let name = text(block[0..<100])
    // GNU's own format has other things there.
    let prefix = isPOSIX ? text(block[345..<500]) : ""
    guard let name, let prefix else { throw BundleFault("has a name that is not UTF-8") }
    let path = prefix.isEmpty ? name : "\(prefix)/\(name)"
    switch block[156] {
    case UInt8(ascii: "x"):
      guard size > 0, size <= UInt64(BundleLimits.paxHeader) else {
        throw BundleFault("has a pax header of \(size) bytes")
      }
      return .pax(size: Int(size))
    case UInt8(ascii: "0"), 0:
      guard block[157..<257].allSatisfy({ $0 == 0 }) else {
        throw BundleFault("has a file that is a link: \(path.quoted)")
      }
      return .file(TarHeader(path: path, size: size))
    case let type: throw BundleFault("has \(noun(type)): \(path.quoted)")
    }
  }

  /// What is no file, with its article.
  private static func noun(_ type: UInt8) -> String {
    switch type {
    case UInt8(ascii: "1"): "a hard link"
    case UInt8(ascii: "2"): "a symbolic link"
    case UInt8(ascii: "3"), UInt8(ascii: "4"): "a device"
    case UInt8(ascii: "5"): "a folder"
    case UInt8(ascii: "6"): "a pipe"
    case UInt8(ascii: "S"): "a sparse file"
    default: "an entry of another kind"
    }
  }

  /// Changes name and size to what pax records say. Times and owners are passed over; what else there may be would change what the file is.
  package mutating func apply(pax records: [UInt8]) throws(BundleFault) {
    var rest = records[...]
    var seen: Set<String> = []
    while !rest.isEmpty {
      let digits = rest.prefix { $0 != UInt8(ascii: " ") }
      guard digits.count <= 5, let length = Int(String(decoding: digits, as: UTF8.self)), length <= rest.count,
        length > digits.count + 2, rest[rest.startIndex + length - 1] == UInt8(ascii: "\n"),
        let text = String(validating: rest.prefix(length - 1).dropFirst(digits.count + 1), as: UTF8.self),
        let equals = text.firstIndex(of: "=")
      else { throw BundleFault("has a malformed pax header") }
      rest = rest.dropFirst(length)
      let key = String(text[..<equals])
      let value = String(text[text.index(after: equals)...])
      guard seen.insert(key).inserted else { throw BundleFault("has a pax header that says \(key.quoted) twice") }
      switch key {
      case "path": path = value
      case "size":
        guard let number = UInt64(value), String(number) == value else {
          throw BundleFault("has a pax header with the size \(value.quoted)")
        }
        size = number
      case "mtime", "atime", "ctime", "uid", "gid", "uname", "gname": break
      default: throw BundleFault("has a pax header that says \(key.quoted)")
      }
    }
  }

  /// The text of a field, up to a zero; nil when it is not UTF-8.
  private static func text(_ field: ArraySlice<UInt8>) -> String? {
    String(validating: field.prefix { $0 != 0 }, as: UTF8.self)
  }

  /// A number: octal digits that a space or a zero ends, or, as GNU's tar writes a large one, base 256. Nil beyond 2^63.
  private static func number(_ field: ArraySlice<UInt8>) -> UInt64? {
    if field.first == 0x80 {
      guard field.dropFirst().dropLast(8).allSatisfy({ $0 == 0 }) else { return nil }
      let number = field.suffix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      return number < 1 << 63 && field.count > 8 ? number : nil
    }
    let digits = field.drop { $0 == UInt8(ascii: " ") }.prefix { (UInt8(ascii: "0")...UInt8(ascii: "7")).contains($0) }
    guard !digits.isEmpty, field[digits.endIndex...].allSatisfy({ $0 == 0 || $0 == UInt8(ascii: " ") }) else {
      return nil
    }
    return digits.reduce(0) { $0 << 3 | UInt64($1 - UInt8(ascii: "0")) }
  }
}
