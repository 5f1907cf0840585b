internal import Gateway
internal import PackageServer

/// What `serve --format json` says of a download, of a refused request and of a file that has changed. Absent keys say nothing.
struct ServeLine: Encodable {
  /// RFC 3339, UTC.
  let time: String
  private(set) var remote: String?
  /// The file that was downloaded, in whole or in part.
  private(set) var download: String?
  /// The first byte that was asked for, and how many from there on.
  private(set) var from: UInt64?
  private(set) var count: UInt64?
  /// How many bytes were sent, of a file of this size.
  private(set) var sent: UInt64?
  private(set) var size: UInt64?
  /// Whether all that was asked for was sent.
  private(set) var finished: Bool?
  private(set) var method: String?
  private(set) var path: String?
  private(set) var status: Int?
  /// The file that has changed on disk. Nothing is offered any more.
  private(set) var changedFile: String?

  init(_ event: ServingEvent, at now: LogTime) {
    time = "\(now.second)"
    switch event {
    case .download(let event):
      remote = event.client
      download = event.name
      from = event.range.lowerBound
      count = UInt64(event.range.count)
      sent = event.sent
      size = event.size
      finished = event.isFinished
    case .refused(let client, let method, let path, let status):
      remote = client
      self.method = method
      self.path = String(path.prefix(200))
      self.status = status
    case .changed(let name): changedFile = name
    }
  }

  /// The first line.
  struct Beginning: Encodable {
    /// Nil for any app.
    let app: String?
    let server: String
    let version: String
  }

  /// What is read of the gateway's lines.
  struct Decided: Decodable {
    let app: String?
    let decision: String?
  }
}
