internal import Catalog
internal import CatalogEditing
internal import Console
internal import Dispatch
internal import OmahaClient
internal import OmahaCurl
internal import Payload
internal import Posix
internal import Synchronization

/// Downloads files and checks them, several at a time.
struct ParallelFetch {
  /// How it is done.
  struct Settings: Sendable {
    let options: CurlOptions
    let threads: Int
    let retries: Int
    /// Nil for payloads without a signature.
    let key: PayloadPublicKey?
    /// Keeps all transfers together within the rate that was asked for.
    let pacer: RatePacer?
  }

  let settings: Settings
  let folder: DownloadFolder

  /// Fetches files.
  ///
  /// - Returns: What came of each, in their order.
  func run(_ files: [OfferedFile]) -> [Result<FetchedFile, CommandFailure>] {
    let total = files.reduce(0) { $0 + $1.size }
    let state = FetchState(count: files.count)
    let end = DispatchSemaphore(value: 0)
    let threads = min(settings.threads, files.count)
    let (settings, folder) = (settings, folder)
    for _ in 0..<threads {
      let work: @Sendable () -> Void = {
        while let index = state.next() {
          let fetch = FileFetch(
            file: files[index], settings: settings, alone: { body in try state.alone(body) },
            progress: { state.note($0, of: index) }, firstURL: state.firstURL, found: { state.note(url: $0) })
          state.finish(index, fetch.run(in: folder))
        }
        end.signal()
      }
      if (try? Thread(work)) == nil { work() }
    }
    let label = files.count == 1 ? "fetching \(files[0].name)" : "fetching \(files.count) files"
    let reporter = ProgressReporter(label: label)
    var left = threads
    while left > 0 {
      if end.wait(timeout: .now() + .milliseconds(100)) == .success { left -= 1 }
      reporter.report(done: state.done, total: total)
    }
    reporter.finish()
    return state.results
  }
}

/// What the threads of a fetch share.
private final class FetchState: Sendable {
  private struct Content {
    var next = 0
    var done: [UInt64]
    var results: [Result<FetchedFile, CommandFailure>?]
    var firstURL = 0
  }

  private let content: Mutex<Content>
  /// Held while a file is verified: one has all processors, and only one has its buffers.
  private let verifying = Mutex<Void>(())

  init(count: Int) {
    content = Mutex(
      Content(done: Array(repeating: 0, count: count), results: Array(repeating: nil, count: count)))
  }

  /// Runs something while no other thread does.
  func alone(_ body: () throws -> PayloadReport) throws -> PayloadReport { try verifying.withLock { _ in try body() } }

  /// The next file that nobody fetches yet.
  func next() -> Int? {
    content.withLock { content in
      guard content.next < content.done.count else { return nil }
      content.next += 1
      return content.next - 1
    }
  }

  func note(_ bytes: UInt64, of index: Int) { content.withLock { $0.done[index] = bytes } }

  /// A server that does not answer is waited for once, and not for every file.
  func note(url index: Int) { content.withLock { $0.firstURL = index } }

  var firstURL: Int { content.withLock(\.firstURL) }

  func finish(_ index: Int, _ result: Result<FetchedFile, CommandFailure>) {
    content.withLock { $0.results[index] = result }
  }

  var done: UInt64 { content.withLock { $0.done.reduce(0, +) } }

  var results: [Result<FetchedFile, CommandFailure>] { content.withLock { $0.results.compactMap(\.self) } }
}
