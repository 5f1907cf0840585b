internal import Glibc
internal import OmahaClient
internal import Posix

/// One file being downloaded, over as many requests and runs of the program as it takes.
///
/// What came of it lies in an open file. A later request asks for the rest with `Range`, and with `If-Range` that it is the rest of the same
/// (RFC 9110 §13.1.5): a server that has another file meanwhile sends that from its beginning.
package final class FileDownload: ResponseReceiver {
  /// What the file is to have, in bytes.
  package let size: UInt64
  /// Bytes that are there.
  package private(set) var done: UInt64
  /// Whether what is there came by more than one request, or from an earlier run.
  package private(set) var isResumed: Bool
  /// Tells the state of the file on the server that the bytes are of; nil when the server tells none.
  package private(set) var validator: String?
  /// Called when bytes came, with how many are there.
  package var progress: ((UInt64) -> Void)?
  /// Called with a number of bytes that came; the next are received when it returns.
  package var pace: ((Int) -> Void)?
  /// Called when the file begins anew, before its first byte is written, with its validator.
  package var begins: ((String?) -> Bool)?

  private let descriptor: Int32
  private let path: String
  private var url = ""
  private var failure: DownloadError?
  /// Bytes of a redirect's page, which are not the file's; nil when what comes is the file.
  private var skipped: Int?
  /// Where a body ended whose length the server did not tell; nil when none did.
  private var end: UInt64?
  /// Seconds that the server wants to be left alone for; nil when it does not say.
  package private(set) var retryAfter: Int?

  /// A download into an open file, which stays the caller's.
  ///
  /// - Parameters:
  ///   - validator: What an earlier run found out about the bytes that are in the file already.
  package init(into descriptor: Int32, path: String, size: UInt64, validator: String?) throws(DownloadError) {
    let end = lseek(descriptor, 0, SEEK_END)
    guard end >= 0 else { throw .disk(path: path, errno) }
    self.descriptor = descriptor
    self.path = path
    self.size = size
    self.validator = validator
    done = UInt64(end)
    isResumed = end > 0
    if done > size { try restart() }
  }

  /// Whether all bytes are there. That they are the right ones only a hash can tell.
  package var isComplete: Bool { done == size }

  /// Forgets what is there.
  package func restart() throws(DownloadError) {
    guard ftruncate(descriptor, 0) == 0, lseek(descriptor, 0, SEEK_SET) == 0 else { throw .disk(path: path, errno) }
    done = 0
    isResumed = false
    validator = nil
  }

  /// Asks for what is missing, once, or again while the server sends it in parts. Redirects are followed, five at most.
  package func run(_ url: String, with transfer: CurlTransfer) throws(DownloadError) {
    self.url = url
    while !isComplete { try ask(transfer) }
  }

  private func ask(_ transfer: CurlTransfer) throws(DownloadError) {
    failure = nil
    retryAfter = nil
    let before = done
    var headers: [String] = []
    if done > 0 { headers = ["Range: bytes=\(done)-"] + (validator.map { ["If-Range: \($0)"] } ?? []) }
    let head: ResponseHead
    do throws(TransportError) {
      head = try transfer.get(url, headers: headers, into: self).head
    } catch {
      if before > 0 { isResumed = true }
      throw failure ?? .transport(error)
    }
    if let failure { throw failure }
    guard !isComplete else { return }
    switch head.status {
    case 206:
      // A part of what was asked for (RFC 9110 §15.3.7).
      guard done > before else { throw .range(url: url) }
    case 200:
      // A body without a length ends with its connection, whatever ended that. Ending there again, that is its length.
      guard head["transfer-encoding"] == nil, end != done else { throw .length(url: url, told: done, expected: size) }
      end = done
      throw .transport(
        TransportError(.unreachable, "\(URLText.shown(url)): the connection ended after \(done) of \(size) bytes"))
    default: throw .status(url: url, head.status)
    }
  }

  package func begin(_ head: ResponseHead) -> Bool {
    retryAfter = head.retryAfter
    skipped = nil
    switch head.status {
    case 200:
      guard head.contentLength == nil || head.contentLength == size else {
        failure = .length(url: url, told: head.contentLength, expected: size)
        return false
      }
      return beginAnew(head)
    case 206:
      guard let range = head.contentRange, range.start == done, range.size == nil || range.size == size else {
        return restartLater()
      }
      isResumed = true
      return true
    case 300..<400:
      skipped = 0
      return true
    // Nothing of the file is behind what is there.
    case 416:
      guard let told = head.unsatisfiedSize, told != size else { return restartLater() }
      failure = .length(url: url, told: told, expected: size)
      return false
    default:
      failure = .status(url: url, head.status)
      return false
    }
  }

  private func beginAnew(_ head: ResponseHead) -> Bool {
    do throws(DownloadError) { try restart() } catch {
      failure = error
      return false
    }
    validator = head.validator
    return begins?(validator) ?? true
  }

  private func restartLater() -> Bool {
    failure = .range(url: url)
    do throws(DownloadError) { try restart() } catch { failure = error }
    return false
  }

  package func receive(_ bytes: UnsafeRawBufferPointer) -> Bool {
    if let count = skipped {
      skipped = count + bytes.count
      return count < AnswerReceiver.mostSkipped
    }
    guard UInt64(bytes.count) <= size - done else {
      failure = .length(url: url, told: nil, expected: size)
      return false
    }
    guard unsafe writeAll(bytes.bytes, to: descriptor) else {
      failure = .disk(path: path, errno)
      return false
    }
    done += UInt64(bytes.count)
    progress?(done)
    pace?(bytes.count)
    return true
  }
}
