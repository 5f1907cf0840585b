internal import Catalog
internal import Console
internal import Glibc
internal import Omaha
internal import OmahaClient
internal import OmahaCurl
internal import Payload
internal import Posix
internal import Reports

/// What came of fetching a package.
struct ProbeDownload: Encodable {
  let name: String
  let url: String
  /// Whether the server can resume a download; absent when it does not have the file.
  private(set) var range: Bool?
  /// Bytes that were fetched; absent for a further package, of which only one byte was.
  private(set) var size: UInt64?
  private(set) var sha1: HashReport?
  private(set) var sha256: HashReport?
  private(set) var signatureVerified: Bool?
  private(set) var faults: [String] = []

  var isGood: Bool { faults.isEmpty }

  var title: String {
    var parts = [size.map { "\(name), \($0) bytes" } ?? name]
    if let range { parts.append(range ? "can be resumed" : "cannot be resumed") }
    if let sha256 { parts.append("SHA-256 \(sha256.hex)") }
    if let signatureVerified { parts.append(signatureVerified ? "signed with the key" : "not signed with the key") }
    return parts.joined(separator: ", ")
  }

  /// Fetches the payload and checks it, and looks whether the further packages are there.
  static func all(
    of offer: UpdateOffer, from server: ServerURL, _ options: CurlOptions, key: PayloadPublicKey?
  ) -> [ProbeDownload] {
    var downloads: [ProbeDownload] = []
    for (index, package) in offer.manifest.packages.enumerated() {
      for url in index == 0 ? offer.urls(of: package) : Array(offer.urls(of: package).prefix(1)) {
        var download = ProbeDownload(name: package.name, url: url)
        do {
          try URLText.check(from: server.text, to: url, options)
          let transfer = try CurlTransfer(options)
          try download.probeRange(of: package, with: transfer)
          if index == 0 { try download.fetch(package, offer.manifest.postinstall, with: transfer, key: key) }
        } catch let error as any CommandError {
          download.faults.append(error.commandFailure.message)
        } catch {
          download.faults.append("\(error)")
        }
        downloads.append(download)
      }
    }
    return downloads
  }

  private init(name: String, url: String) {
    self.name = name
    self.url = url
  }

  /// Asks for the last byte only.
  private mutating func probeRange(of package: Package, with transfer: CurlTransfer) throws {
    guard package.size > 0 else { return }
    let last = package.size - 1
    let head = try transfer.get(url, headers: ["Range: bytes=\(last)-"], into: RangeReceiver()).head
    if [200, 206].contains(head.status) { range = head.status == 206 && head.contentRange?.start == last }
    let told = head.status == 206 ? head.contentRange?.size : head.contentLength
    switch head.status {
    case 206, 200:
      if range != true { faults.append("\(name) cannot be resumed: a download that is broken off fails with 9") }
      if let told, told != package.size {
        faults.append("\(name) has \(told) bytes, the answer says \(package.size): machines fail with 11")
      }
    case 416: faults.append("\(name) has fewer bytes than the answer says, \(package.size): machines fail with 11")
    default: throw DownloadError.status(url: url, head.status)
    }
  }

  private mutating func fetch(
    _ package: Package, _ action: Action?, with transfer: CurlTransfer, key: PayloadPublicKey?
  ) throws {
    let file = try TemporaryFile()
    let download = try FileDownload(into: file.descriptor, path: file.path, size: package.size, validator: nil)
    let reporter = ProgressReporter(label: "fetching \(name.escaped)")
    download.progress = { reporter.report(done: $0, total: package.size) }
    do {
      defer { reporter.finish() }
      var attempts = 0
      while true {
        do throws(DownloadError) {
          try download.run(url, with: transfer)
          break
        } catch {
          attempts += 1
          if attempts >= 3 || !error.isPassing { throw error }
        }
      }
    }
    let report = try PayloadInspector.inspect(path: file.path, publicKey: key)
    size = report.digest.size
    sha1 = HashReport(report.digest.sha1)
    sha256 = HashReport(report.digest.sha256)
    signatureVerified = report.signatureCheck.map { $0 == .valid }
    if let told = package.sha1, told != report.digest.sha1Base64 {
      faults.append("the SHA-1 of \(name) is not the answer's")
    }
    if let told = package.sha256, told.lowercased() != report.digest.sha256Hex {
      faults.append("the SHA-256 of \(name) is not the answer's hash_sha256")
    }
    if let told = action?.sha256, told != report.digest.sha256Base64 {
      faults.append("the SHA-256 of \(name) is not that of the postinstall action: machines fail with 10")
    }
    if action?.isDeltaPayload != true, report.manifest?.kind == .delta {
      faults.append(
        "\(name) is a delta payload, and the answer does not say so: machines of other versions fail with it")
    }
    faults += report.faults.map { "\(name): \($0)" }
  }
}

/// Takes no more than the head and one byte.
private final class RangeReceiver: ResponseReceiver {
  func begin(_ head: ResponseHead) -> Bool { head.status == 206 || head.isRedirect }
  func receive(_ bytes: UnsafeRawBufferPointer) -> Bool { bytes.count <= 64 << 10 }
}
