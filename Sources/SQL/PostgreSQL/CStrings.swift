/// Calls `body` with a list of C strings that a null pointer ends, as libpq takes them.
func withCStrings<Result>(
  _ texts: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>) throws -> Result?
) rethrows -> Result? {
  var bytes: [CChar] = []
  var offsets: [Int] = []
  for text in texts {
    offsets.append(bytes.count)
    for byte in text.utf8 { bytes.append(CChar(bitPattern: byte)) }
    bytes.append(0)
  }
  return try unsafe bytes.withUnsafeBufferPointer { buffer in
    guard let start = buffer.baseAddress else { return nil }
    let pointers: [UnsafePointer<CChar>?] = unsafe offsets.map { unsafe start + $0 } + [nil]
    return try unsafe pointers.withUnsafeBufferPointer { list in
      guard let first = list.baseAddress else { return nil }
      return try unsafe body(first)
    }
  }
}
