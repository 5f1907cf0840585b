internal import Gateway
internal import Logging

/// Carries the messages of a `Logger` to the same log, in the same form, as the gateway's lines.
struct LineHandler: LogHandler {
  var metadata: Logger.Metadata = [:]
  var metadataProvider: Logger.MetadataProvider?
  var logLevel = Logger.Level.info
  private let sink: any LogSink
  private let format: LogFormat

  /// A handler that writes to `sink`.
  init(_ sink: any LogSink, _ format: LogFormat) {
    self.sink = sink
    self.format = format
  }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    var line = LogLine(format, time: .now, level: Self.name(of: event.level))
    line.add("msg", event.message.description)
    let pairs = metadata.merging(event.metadata ?? [:]) { _, own in own }
    for (key, value) in pairs.sorted(by: { $0.key < $1.key }) {
      if case .stringConvertible(let number as Int) = value {
        line.add(key: key, number)
      } else {
        line.add(key: key, value.description)
      }
    }
    line.end()
    sink.write(line.bytes)
  }

  private static func name(of level: Logger.Level) -> StaticString {
    switch level {
    case .trace: "trace"
    case .debug: "debug"
    case .info: "info"
    case .notice: "notice"
    case .warning: "warning"
    case .error: "error"
    case .critical: "critical"
    }
  }
}
