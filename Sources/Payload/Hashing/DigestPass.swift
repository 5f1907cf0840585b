internal import Crypto
internal import Posix

/// One pass over an open file that gives its digest, and takes others along.
struct DigestPass {
  /// The digest of all that was read.
  let digest: PayloadDigest
  /// SHA-256 of the file's beginnings, by length.
  let beginnings: [UInt64: SHA256Digest]

  /// Reads from the descriptor's position to the end of the file.
  /// - Parameters:
  ///   - descriptor: An open file.
  ///   - path: The name for error messages.
  ///   - stamp: What the file was when it was opened.
  ///   - expected: Bytes between the position and the end.
  ///   - marks: Lengths of the beginnings whose SHA-256 is wanted too.
  ///   - consumer: What else every byte passes through.
  ///   - progress: Told how many bytes were read.
  ///   - tap: Called on the calling thread with each buffer.
  /// - Throws: `read`, `changedWhileReading`, and what `tap` throws.
  init(
    descriptor: Int32, path: String, stamp: FileStamp, expected: UInt64, marks: [UInt64] = [],
    consumer: (any ByteConsumer)? = nil, progress: PayloadProgress?,
    tap: (RawSpan) throws(PayloadError) -> Void = { (_) throws(PayloadError) in }
  ) throws(PayloadError) {
    let sha1 = HashConsumer<Insecure.SHA1>()
    let sha256 = HashConsumer<SHA256>(marks: marks)
    let size = try BytePipeline([sha1, sha256] + (consumer.map { [$0] } ?? []), size: expected).run(
      descriptor: descriptor, path: path, progress: { progress?($0, max($0, expected)) }, tap: tap)
    guard size == expected, try FileStamp(descriptor: descriptor, path: path) == stamp else {
      throw PayloadError(.changedWhileReading, path: path)
    }
    digest = PayloadDigest(size: size, sha1: Array(sha1.digest), sha256: Array(sha256.digest))
    beginnings = sha256.digests
  }
}

extension DigestPass {
  /// Reads a whole file that has just been opened.
  init(
    _ file: borrowing PayloadFile, marks: [UInt64] = [], consumer: (any ByteConsumer)? = nil,
    progress: PayloadProgress?
  ) throws(PayloadError) {
    try self.init(
      descriptor: file.descriptor, path: file.path, stamp: file.stamp, expected: file.stamp.size, marks: marks,
      consumer: consumer, progress: progress)
  }
}
