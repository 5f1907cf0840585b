internal import Catalog
internal import Gateway
internal import PackageServer
internal import Synchronization

/// Tells the operator what happens, a line for each check and each download, and counts it.
final class ServeLog: LogSink {
  private let writer = LineWriter()
  private let tally = Mutex(ServeTally())

  func print(_ line: String) { writer.print(line) }

  /// Takes the gateway's lines and prints what they say for people.
  func write(_ lines: [UInt8]) {
    for line in String(decoding: lines, as: UTF8.self).split(separator: "\n") {
      let fields = LogFields(line)
      tally.withLock { $0.count(fields) }
      if let text = fields.readable { print(text) }
    }
  }

  func write(_ event: ServingEvent) {
    let clock = LogTime.now.clock
    switch event {
    case .download(let download):
      tally.withLock { $0.count(download) }
      print("\(clock) \(download.client) \(download.readable)")
    case .refused(let client, let method, let path, let status):
      print("\(clock) \(client) refused: \(method.escaped) \(path.prefix(200).description.escaped), HTTP \(status)")
    case .changed(let name):
      print("\(clock) \(name.escaped) has changed on disk: nothing is offered any more; start serve again")
    }
  }

  /// Prints what came of it all, and waits until everything is printed.
  func finish() {
    print(tally.withLock { $0.readable })
    writer.finish()
  }
}

extension LogTime {
  /// `10:59:01`, in UTC.
  fileprivate var clock: String { String("\(second)".dropFirst(11).prefix(8)) }
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
