/// What a payload is, by its first bytes.
public enum PayloadContent: Hashable, Sendable {
  /// None of the kinds below. That is no fault: packages may be anything.
  case unknown
}
