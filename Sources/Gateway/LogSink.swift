/// Where log lines go.
public protocol LogSink: Sendable {
  /// Takes one or more complete lines, each with its line feed. Never throws and never blocks for long: a request is
  /// being answered.
  func write(_ lines: [UInt8])
}
