internal import PackageServer
internal import Reports

/// What `serve` has done so far.
struct ServeTally {
  private var checks = 0
  private var offers = 0
  private var finished = 0
  private var brokenOff = 0
  private var bytes: UInt64 = 0

  mutating func count(_ line: LogFields) {
    guard line["app"] != nil else { return }
    checks += 1
    if line["decision"] == "update" { offers += 1 }
  }

  mutating func count(_ download: ServingEvent.Download) {
    if download.isFinished { finished += 1 } else { brokenOff += 1 }
    bytes &+= download.sent
  }

  /// `served 4 requests, 2 answered with the update; 1 download, 1 broken off, 1284 bytes`
  var readable: String {
    "served \(quantity(checks, "request")), \(offers) answered with the update; \(quantity(finished, "download")), "
      + "\(brokenOff) broken off, \(bytes) bytes"
  }
}
