internal import PackageServer
internal import Reports

/// What `serve` has done so far.
struct ServeTally: Encodable {
  private var checks = 0
  private var offerCount = 0
  private var downloadCount = 0
  private var brokenOff = 0
  private var bytes: UInt64 = 0

  mutating func count(app isThere: Bool, isOffer: Bool) {
    guard isThere else { return }
    checks += 1
    if isOffer { offerCount += 1 }
  }

  mutating func count(_ download: ServingEvent.Download) {
    if download.isFinished { downloadCount += 1 } else { brokenOff += 1 }
    bytes &+= download.sent
  }

  /// `served 4 requests, 2 answered with the update; 1 download, 1 broken off, 1284 bytes`
  var readable: String {
    "served \(quantity(checks, "request")), \(offerCount) answered with the update; \(quantity(downloadCount, "download")), "
      + "\(brokenOff) broken off, \(bytes) bytes"
  }
}
