internal import Catalog
internal import CatalogEditing
internal import Console
internal import Glibc
internal import OmahaClient
internal import OmahaCurl
internal import Payload
internal import Posix

/// A file that was downloaded and is what it must be.
struct FetchedFile: Sendable {
  let path: String
  let report: PayloadReport
}

/// Downloads one file, as often as it takes, and checks it.
struct FileFetch {
  let file: OfferedFile
  let settings: ParallelFetch.Settings
  /// Runs something while no other file is verified.
  let alone: (() throws -> PayloadReport) throws -> PayloadReport
  /// Told how many bytes are there.
  let progress: (UInt64) -> Void
  /// Which of the URLs comes first: the one that the last file came from.
  let firstURL: Int
  /// Told which of the URLs the file came from.
  let found: (Int) -> Void

  /// The most bytes of a .sha256 file.
  private static let mostChecksumBytes = 4096

  func run(in folder: DownloadFolder) -> Result<FetchedFile, CommandFailure> {
    do {
      let transfer = try CurlTransfer(settings.options)
      // What came by several requests may be parts of two files. What came by one is what the server has.
      if let found = try fetch(in: folder, transfer, isFirst: true) { return .success(found) }
      if let found = try fetch(in: folder, transfer, isFirst: false) { return .success(found) }
      return .failure(CommandFailure("\(file.name) was not fetched", exitCode: CommandFailure.inputOutput))
    } catch let error as any CommandError {
      return .failure(error.commandFailure)
    } catch {
      return .failure(CommandFailure("\(error)", exitCode: CommandFailure.inputOutput))
    }
  }

  /// Fetches the file.
  ///
  /// - Returns: nil when it is another file than it must be, and came by several requests; it is gone then.
  private func fetch(in folder: DownloadFolder, _ transfer: CurlTransfer, isFirst: Bool) throws -> FetchedFile? {
    let part = try folder.open(file.downloadName, size: file.size)
    let (url, isResumed) = try download(into: part, transfer)
    let report = try alone { try PayloadInspector.inspect(path: part.path, publicKey: key(for: part)) }
    if let difference = file.difference(of: report.digest) {
      try folder.remove(file.downloadName)
      if isResumed, isFirst { return nil }
      throw CommandFailure("\(URLText.shown(url)): \(difference)".escaped, exitCode: CommandFailure.checkFailed)
    }
    guard report.isSound else {
      try folder.remove(file.downloadName)
      throw CommandFailure(
        "\(URLText.shown(url)): \(report.faults.joined(separator: "; "))".escaped, exitCode: CommandFailure.checkFailed)
    }
    if file.isPayload, report.manifest?.kind == .delta {
      try folder.remove(file.downloadName)
      throw CommandFailure(
        "\(URLText.shown(url)): it is a delta payload, and the answer offers it to every version".escaped,
        exitCode: CommandFailure.checkFailed)
    }
    try check(report.digest, of: url, transfer)
    return FetchedFile(path: part.path, report: report)
  }

  /// The key that the file must be signed with; nil when it need not. A machine takes a further file of Flatcar's only with a
  /// signature; files that update_engine does not know have none.
  private func key(for part: DownloadPart) -> PayloadPublicKey? {
    let isCrAU = readAll(part.descriptor, count: 4, at: 0) == Array("CrAU".utf8)
    return file.isPayload || isCrAU || ReviewedFile.isNamedAsFurther(file.name) ? settings.key : nil
  }

  /// Asks until all bytes are there.
  ///
  /// - Returns: Where they came from, and whether by several requests.
  private func download(into part: DownloadPart, _ transfer: CurlTransfer) throws -> (url: String, isResumed: Bool) {
    let download = try FileDownload(
      into: part.descriptor, path: part.path, size: file.size, validator: part.validator)
    download.progress = progress
    download.pace = settings.pacer?.take
    download.begins = { part.note(validator: $0) }
    progress(download.done)
    var backoff = Backoff(retries: settings.retries)
    var attempt = 0
    // The fault of this round over all URLs that may pass.
    var passing: DownloadError?
    while true {
      let index = (firstURL + attempt) % file.urls.count
      let url = file.urls[index]
      let before = download.done
      do throws(DownloadError) {
        try download.run(url, with: transfer)
        found(index)
        return (url, download.isResumed)
      } catch {
        if error.isDisk { throw error }
        if error.isPassing { passing = error }
        // Only this URL is sure to have the rest of the same file.
        if error.isPassing, download.done >= before + 1 << 20 {
          backoff.reset()
          continue
        }
        // The next URL may have what this one has not.
        attempt += 1
        if attempt % file.urls.count > 0 { continue }
        guard passing != nil, backoff.wait(download.retryAfter) else { throw passing ?? error }
        passing = nil
      }
    }
  }

  /// Compares the file with what the server's .sha256 file says, where it has one. Where the answer has said the same already, that the file
  /// cannot be had is only told.
  private func check(_ digest: PayloadDigest, of url: String, _ transfer: CurlTransfer) throws {
    let bytes: [UInt8]?
    do {
      bytes = try checksumFile(of: url + ".sha256", transfer)
    } catch let error as TransportError where file.sha256 != nil {
      StandardError.warn("the .sha256 file of \(file.name) was not compared: \(error)".escaped)
      return
    }
    guard let told = bytes.flatMap(checksum), told != digest.sha256Hex else { return }
    throw CommandFailure(
      "\(URLText.shown(url)): its .sha256 file says another SHA-256".escaped, exitCode: CommandFailure.checkFailed)
  }

  /// The bytes of a small file; nil when there is none, or a large one.
  private func checksumFile(of url: String, _ transfer: CurlTransfer) throws -> [UInt8]? {
    var backoff = Backoff(retries: file.sha256 == nil ? settings.retries : 0)
    while true {
      let receiver = AnswerReceiver(limit: Self.mostChecksumBytes)
      do throws(TransportError) {
        let (head, isComplete) = try transfer.get(url, into: receiver)
        if head.status == 200, isComplete { return receiver.bytes }
        let failure = DownloadError.status(url: url, head.status)
        guard failure.isPassing else { return nil }
        guard backoff.wait(head.retryAfter) else { throw TransportError(.unreachable, "\(failure)") }
      } catch {
        guard error.kind == .unreachable, backoff.wait() else { throw error }
      }
    }
  }

  /// The SHA-256 that a .sha256 file says, in either form of sha256sum; nil when it is something else, such as a page.
  private func checksum(in bytes: [UInt8]) -> String? {
    let lines = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline)
    let line = lines.first { $0.contains(file.name) } ?? lines.first
    return line?.split { $0 == " " || $0 == "\t" || $0 == "=" }.map { $0.lowercased() }
      .first { $0.utf8.count == 64 && $0.allSatisfy { $0.isASCII && $0.isHexDigit } }
  }
}
