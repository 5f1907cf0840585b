internal import CZlib
internal import Gateway

/// A compressed body: refused, or inflated to no more than the limit, and what zlib deflates comes back as it was.
///
/// The first byte chooses the limit. When it is odd, the rest is deflated first and one byte of that changed, because no mutation
/// finds the checksum at the end of a stream.
struct GzipTarget: FuzzTarget {
  static let name = "gzip"

  private let inflater: Inflater

  init() throws {
    guard let inflater = Inflater() else { throw Violation("no memory") }
    self.inflater = inflater
  }

  func check(_ input: [UInt8]) throws {
    guard let choice = input.first, input.count >= 4 else { return }
    let limit = Int(choice) * 64
    guard choice & 1 == 1 else { return try inflate(Array(input.dropFirst()), limit: limit) }
    let plain = Array(input.dropFirst(4))
    var deflated = try Self.deflated(plain)
    do {
      let inflated = try inflater.inflate(deflated, limit: limit)
      try require(inflated == plain, "inflated, a body is another")
    } catch let error as Rejection {
      try require(error.status == 413 && plain.count > limit, "\(plain.count) bytes are refused: \(error.message)")
    }
    let place = (Int(input[1]) << 8 | Int(input[2])) % deflated.count
    deflated[place] ^= input[3]
    try inflate(deflated, limit: limit)
  }

  private func inflate(_ body: [UInt8], limit: Int) throws {
    do {
      let inflated = try inflater.inflate(body, limit: limit)
      try require(inflated.count <= limit, "\(inflated.count) bytes, more than \(limit)")
    } catch let error as Rejection {
      try require(error.status == 400 || error.status == 413, "status \(error.status)")
    }
  }

  /// One gzip member.
  static func deflated(_ plain: [UInt8]) throws -> [UInt8] {
    // zlib keeps a pointer back to the stream, so it must not move.
    let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    defer { unsafe stream.deallocate() }
    unsafe stream.initialize(to: z_stream())
    let version = unsafe zlibVersion()
    let size = unsafe CInt(MemoryLayout<z_stream>.size)
    guard unsafe deflateInit2_(stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, version, size) == Z_OK else {
      throw Violation("no memory")
    }
    defer { _ = unsafe deflateEnd(stream) }
    let bound = unsafe Int(deflateBound(stream, UInt(plain.count)))
    var plain = plain
    return unsafe [UInt8](unsafeUninitializedCapacity: bound) { output, count in
      unsafe plain.withUnsafeMutableBufferPointer { input in
        unsafe stream.pointee.next_in = input.baseAddress
        unsafe stream.pointee.avail_in = UInt32(input.count)
        unsafe stream.pointee.next_out = output.baseAddress
        unsafe stream.pointee.avail_out = UInt32(output.count)
        _ = unsafe deflate(stream, Z_FINISH)
        count = unsafe bound - Int(stream.pointee.avail_out)
      }
    }
  }
}
