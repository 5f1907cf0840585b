/// How the lines of the log are written. Both have the same keys.
public enum LogFormat: String, CaseIterable, Hashable, Sendable {
  /// `key=value` pairs with spaces between them.
  case logfmt
  /// A JSON object a line.
  case json
}
