internal import Catalog
internal import Console
internal import FoundationEssentials
internal import Gateway
internal import Omaha
internal import PackageServer
internal import Synchronization

/// Tells the operator what happens, a line for each check and each download, and counts it.
final class ServeLog: LogSink {
  private let format: OutputFormat
  private let writer = LineWriter()
  private let tally = Mutex(ServeTally())

  init(_ format: OutputFormat) { self.format = format }

  /// Says where machines find the update.
  func begin(server: String, version: Version, app: ApplicationID?) {
    switch format {
    case .text:
      writer.print("SERVER=\(server)")
      writer.print("offering \(version) of \(app?.key ?? "any app"); put the line above into update.conf")
    case .json: writer.print(JSON.line(ServeLine.Beginning(app: app?.key, server: server, version: version.text)))
    }
  }

  /// Takes the gateway's lines. People get what they say, programs get them as they are.
  func write(_ lines: [UInt8]) {
    for line in String(decoding: lines, as: UTF8.self).split(separator: "\n") {
      switch format {
      case .text:
        let fields = LogFields(line)
        tally.withLock { $0.count(app: fields["app"] != nil, isOffer: fields["decision"] == "update") }
        if let text = fields.readable { writer.print(text) }
      case .json:
        let decided = try? JSONDecoder().decode(ServeLine.Decided.self, from: Data(line.utf8))
        tally.withLock { $0.count(app: decided?.app != nil, isOffer: decided?.decision == "update") }
        writer.print(String(line))
      }
    }
  }

  func write(_ event: ServingEvent) {
    let now = LogTime.now
    if case .download(let download) = event { tally.withLock { $0.count(download) } }
    switch format {
    case .text: writer.print("\(now.clock) \(event.readable)")
    case .json: writer.print(JSON.line(ServeLine(event, at: now)))
    }
  }

  /// Prints what came of it all, and waits until everything is printed.
  func finish() {
    let tally = tally.withLock { $0 }
    writer.print(format == .text ? tally.readable : JSON.line(tally))
    writer.finish()
  }
}

extension LogTime {
  /// `10:59:01`, in UTC.
  fileprivate var clock: String { String("\(second)".dropFirst(11).prefix(8)) }
}

extension ServingEvent {
  /// What happened, for people.
  fileprivate var readable: String {
    switch self {
    case .download(let download): "\(download.client) \(download.readable)"
    case .refused(let client, let method, let path, let status):
      "\(client) refused: \(method.escaped) \(path.prefix(200).description.escaped), HTTP \(status)"
    case .changed(let name):
      "\(name.escaped) has changed on disk: nothing is offered any more; start serve again"
    }
  }
}

extension ServingEvent.Download {
  /// `downloaded update.gz: 1284 bytes`
  fileprivate var readable: String {
    let isWhole = range == 0..<size
    let name = name.escaped
    guard isFinished else {
      let part = isWhole ? "" : ", from byte \(range.lowerBound)"
      return "broke off \(name): \(sent) of \(range.count) bytes\(part)"
    }
    return isWhole
      ? "downloaded \(name): \(size) bytes"
      : "downloaded a part of \(name): \(range.count) bytes from byte \(range.lowerBound) of \(size)"
  }
}
