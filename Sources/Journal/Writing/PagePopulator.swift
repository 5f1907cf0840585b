internal import Glibc
internal import Posix
internal import Synchronization

/// Asks for the pages of a segment that will be needed soon, on a thread of its own, so that no request waits for them.
///
/// While a disk hangs this thread is held up. Pages that nobody has asked for come when they are stored to.
final class PagePopulator: Sendable {
  private final class Work: Sendable {
    let pages = Mutex<PagesAhead?>(nil)
    let isOver = Atomic(false)
    let counter: EventCounter

    init() throws(SystemError) { counter = try EventCounter(semaphore: false) }

    func run() {
      var event = pollfd(fd: counter.number, events: Int16(POLLIN), revents: 0)
      while !isOver.load(ordering: .acquiring) {
        guard unsafe poll(&event, 1, -1) > 0, counter.take() else { continue }
        let next = pages.withLock { pages in
          defer { pages = nil }
          return pages
        }
        next?.populate()
      }
    }
  }

  private let work: Work
  private let thread: Thread

  init() throws(SystemError) {
    let work = try Work()
    self.work = work
    thread = try Thread { work.run() }
  }

  deinit {
    work.isOver.store(true, ordering: .releasing)
    work.counter.signal()
    thread.join()
  }

  /// Has pages populated; those that were asked for before and not begun are left out.
  func populate(_ pages: PagesAhead) {
    work.pages.withLock { $0 = pages }
    work.counter.signal()
  }
}
