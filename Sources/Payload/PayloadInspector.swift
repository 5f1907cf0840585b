/// Reads a payload once, hashes it and says what it is.
public enum PayloadInspector {
  /// Inspects a regular file.
  /// - Parameters:
  ///   - path: The file; not `-`.
  ///   - progress: Told how many bytes were read.
  /// - Returns: The report, also for a payload that is broken: ``PayloadReport/isSound`` tells.
  /// - Throws: `noInput`, `notRegularFile`, `read` or `changedWhileReading`.
  public static func inspect(path: String, progress: PayloadProgress? = nil) throws(PayloadError) -> PayloadReport {
    PayloadReport(digest: try PayloadHasher.hash(path: path, progress: progress), content: .unknown)
  }
}
