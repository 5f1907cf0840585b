internal import Bundling
internal import Console
internal import Glibc
internal import Payload
internal import Posix

/// What tells whether a CrAU payload is sound without its data, kept while the payload passes: its beginning up to the end of the manifest, and
/// its end, where the signatures are. The rest is a hole, so a dry run needs no room for the payload.
final class PayloadSample {
  private let file: TemporaryFile
  private let size: UInt64
  private var position: UInt64 = 0
  /// The first bytes, until they are all there.
  private var header: [UInt8] = []
  /// Where the beginning ends; nil until the header is there.
  private var end: UInt64?

  /// Nothing is kept of a file that is no CrAU payload.
  var isEmpty: Bool { end == 0 }
  /// Leads to the file for as long as this object is there.
  var path: String { file.path }

  /// - Parameter size: That of the payload, in bytes.
  init(size: UInt64) throws(CommandFailure) {
    self.size = size
    file = try TemporaryFile(size: size)
  }

  /// Takes the next bytes.
  func take(_ bytes: ArraySlice<UInt8>) throws(BundleError) {
    let start = position
    position += UInt64(bytes.count)
    if end == nil {
      let wanted = Int(min(size, UInt64(PayloadInspector.headerSize)))
      header += bytes.prefix(wanted - header.count)
      guard header.count == wanted else { return }
      end = PayloadInspector.metadataSize(header) ?? 0
      if !isEmpty { try write(header[...], at: 0) }
    }
    guard let end, end > 0 else { return }
    if start < end { try write(bytes.prefix(Int(clamping: end - start)), at: start) }
    let tail = size - min(size, PayloadInspector.maximumSignatureSize)
    if position > tail {
      let skipped = Int(clamping: tail - min(tail, start))
      try write(bytes.dropFirst(skipped), at: start + UInt64(skipped))
    }
  }

  private func write(_ bytes: ArraySlice<UInt8>, at offset: UInt64) throws(BundleError) {
    guard lseek(file.descriptor, off_t(clamping: offset), SEEK_SET) >= 0,
      unsafe writeAll(bytes.span.bytes, to: file.descriptor)
    else { throw BundleError(.write(code: errno), path: file.path) }
  }
}
