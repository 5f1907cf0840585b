internal import Glibc
internal import Posix

/// Hashes files, and copies them while hashing: every byte is read once.
public enum PayloadHasher {
  /// Hashes a regular file.
  /// - Throws: `noInput`, `notRegularFile`, `read` or `changedWhileReading`.
  public static func hash(path: String, progress: PayloadProgress? = nil) throws(PayloadError) -> PayloadDigest {
    try DigestPass(try PayloadFile(path: path), progress: progress).digest
  }

  /// Hashes an open regular file from its position to its end. The descriptor stays the caller's.
  /// - Throws: `notRegularFile`, `read` or `changedWhileReading`.
  public static func hash(
    descriptor: Int32, path: String, progress: PayloadProgress? = nil
  ) throws(PayloadError) -> PayloadDigest {
    try digest(descriptor, path: path, progress: progress) { (_) throws(PayloadError) in }
  }

  /// Copies the rest of an open regular file to another descriptor and hashes what is copied. Neither descriptor is
  /// synchronised or closed; what was written before an error stays.
  /// - Parameters:
  ///   - source: Read from its position to its end.
  ///   - sourcePath: The source's name for error messages.
  ///   - destination: Written at its position.
  ///   - destinationPath: The destination's name for error messages.
  ///   - progress: Told how many bytes were copied.
  /// - Throws: as ``hash(descriptor:path:progress:)``, and `write`.
  public static func copy(
    from source: Int32, path sourcePath: String, to destination: Int32, path destinationPath: String,
    progress: PayloadProgress? = nil
  ) throws(PayloadError) -> PayloadDigest {
    try digest(source, path: sourcePath, progress: progress) { (bytes) throws(PayloadError) in
      guard writeAll(bytes, to: destination) else { throw PayloadError(.write(code: errno), path: destinationPath) }
    }
  }

  private static func digest(
    _ descriptor: Int32, path: String, progress: PayloadProgress?, tap: (RawSpan) throws(PayloadError) -> Void
  ) throws(PayloadError) -> PayloadDigest {
    let stamp = try FileStamp(descriptor: descriptor, path: path)
    let position = lseek(descriptor, 0, SEEK_CUR)
    guard position >= 0 else { throw PayloadError(.read(code: errno), path: path) }
    let expected = stamp.size - min(stamp.size, UInt64(position))
    return try DigestPass(
      descriptor: descriptor, path: path, stamp: stamp, expected: expected, progress: progress, tap: tap
    ).digest
  }
}
