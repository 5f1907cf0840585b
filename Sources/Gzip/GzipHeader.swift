internal import CZlib

/// The header of a gzip member (RFC 1952 §2.3).
package struct GzipHeader: Hashable {
  /// The file's name before it was compressed; nil when there is none.
  package let name: String?
  /// Seconds since 1970; nil when there is none, which the format writes as 0.
  package let modificationTime: UInt32?
}

/// Where zlib puts a header. The structure must not move while zlib may write into it, so it is allocated once.
@safe
final class GzipHeaderBuffer {
  /// A name is not a novel: zlib cuts it off here, in bytes.
  private static let nameLimit = 64 << 10

  let header: UnsafeMutablePointer<gz_header>
  private let name: UnsafeMutableBufferPointer<UInt8>

  init() {
    unsafe header = .allocate(capacity: 1)
    unsafe header.initialize(to: gz_header())
    unsafe name = .allocate(capacity: Self.nameLimit)
    unsafe header.pointee.name = name.baseAddress
    unsafe header.pointee.name_max = UInt32(name.count)
  }

  deinit {
    unsafe header.deallocate()
    unsafe name.deallocate()
  }

  /// What is in it; nil until it is complete.
  var content: GzipHeader? {
    guard unsafe header.pointee.done == 1 else { return nil }
    let seconds = UInt32(truncatingIfNeeded: unsafe header.pointee.time)
    // zlib takes the place of a name back when there is none.
    let hasName = unsafe header.pointee.name != nil
    return GzipHeader(
      name: hasName ? Self.text(unsafe name.prefix { $0 != 0 }.map(\.self)) : nil,
      modificationTime: seconds == 0 ? nil : seconds)
  }

  /// The format says Latin-1; gzip writes what the file system has, which is UTF-8.
  private static func text(_ bytes: [UInt8]) -> String {
    if let text = String(validating: bytes, as: UTF8.self) { return text }
    return String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
  }
}
