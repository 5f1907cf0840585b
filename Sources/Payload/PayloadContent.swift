/// What a payload is, by its first bytes.
public enum PayloadContent: Hashable, Sendable {
  /// `CrAU`: what update_engine applies, usually named update.gz.
  case crau(CrAUReport)
  /// 1f 8b: a gzip file.
  case gzip(GzipReport)
  /// Anything else, also an empty file. That is no fault: packages may be anything.
  case unknown
}
