internal import FastCGI
internal import Glibc
internal import Posix

/// Tells when the catalog under a root may say something else.
///
/// With inotify where it can be had, else, and for what inotify does not see (a symbolic link on the way to the catalog that is
/// switched over, a symbolic link to a file whose file changes), by looking every few seconds. Used by one thread.
struct CatalogWatcher: Sendable {
  /// What ``waitForChange()`` waited for.
  enum Outcome: Hashable {
    case changed
    /// ``Waker/wake(_:)`` was called.
    case woken(Waker.Reason)
  }

  private let root: String
  private let catalog: String
  private let waker: Waker
  private let pace: WatchPace
  private let inotify: Inotify?
  private var watches: Set<Int32> = []
  private var rootWatch: Int32 = -1
  private var isComplete = false
  /// The symbolic links to files in the tree.
  private var links: [String] = []
  /// What the catalog looked like when it was last established; nil is unlike anything.
  private var identity: Int?

  /// Watches `root/catalog` from now on.
  init(root: String, waker: Waker, pace: WatchPace = WatchPace(), usesInotify: Bool = true) {
    self.root = root
    self.waker = waker
    self.pace = pace
    catalog = root + "/catalog"
    inotify = usesInotify ? Inotify() : nil
    establish()
  }

  /// Whether every change is seen at once; otherwise it takes up to ``WatchPace/recheck``.
  var isImmediate: Bool { isComplete }

  /// Watches every directory of the tree as it is now. Call it before loading, so that whatever changes meanwhile is seen.
  mutating func establish() {
    defer { identity = currentIdentity }
    guard inotify != nil else { return }
    var wanted: Set<Int32> = []
    links = []
    isComplete = true
    rootWatch = -1
    if let watch = watch(root, &wanted) { rootWatch = watch }
    // The parent is watched before it is listed: a directory made in between is reported.
    var level = [catalog]
    for depth in 0...DirectoryTree.depth {
      var next: [String] = []
      for directory in level {
        guard watch(directory, &wanted) != nil else { continue }
        do throws(SystemError) {
          let listing = try DirectoryTree.listing(of: directory, at: depth)
          next += listing.directories.map { "\(directory)/\($0)" }
          links += listing.links.map { "\(directory)/\($0)" }
        } catch {
          // It cannot be listed: descriptors or rights are missing. So there may be more to watch.
          if error.code != ENOENT { isComplete = false }
        }
      }
      level = next
    }
    for watch in watches.subtracting(wanted) { inotify?.forget(watch) }
    watches = wanted
  }

  /// Makes ``waitForChange()`` tell of a change before long, within ``WatchPace/recheck``, whether there is one or not.
  mutating func lookAgain() {
    identity = nil
  }

  private mutating func watch(_ directory: String, _ wanted: inout Set<Int32>) -> Int32? {
    guard let watch = inotify?.watch(directory) else {
      // A directory that is gone is its parent's affair; anything else is a limit (fs.inotify.max_user_watches) or a right.
      if errno != ENOENT { isComplete = false }
      return nil
    }
    wanted.insert(watch)
    return watch
  }

  /// Waits until something has changed and then been quiet for a moment, or until it is woken.
  mutating func waitForChange() -> Outcome {
    var firstChange: Instant?
    var lastChange = Instant.now
    var nextCheck = Instant.now + pace.recheck
    while true {
      var wakeAt = nextCheck
      if let firstChange { wakeAt = min(lastChange + pace.quiet, firstChange + pace.timeout) }
      wait(until: wakeAt)
      if let reason = waker.take() { return .woken(reason) }
      let now = Instant.now
      if hasEvents() {
        if firstChange == nil { firstChange = now }
        lastChange = now
      }
      if let firstChange, now >= min(lastChange + pace.quiet, firstChange + pace.timeout) { return .changed }
      if firstChange == nil, now >= nextCheck {
        if currentIdentity != identity { return .changed }
        nextCheck = now + pace.recheck
      }
    }
  }

  private func wait(until instant: Instant) {
    var descriptors = [pollfd(fd: waker.descriptor, events: Int16(POLLIN), revents: 0)]
    if let descriptor = inotify?.descriptor {
      descriptors.append(pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0))
    }
    _ = unsafe poll(&descriptors, nfds_t(descriptors.count), instant.millisecondsFromNow)
  }

  /// Whether there are events that matter: in the root, only the catalog does, and below it no name that begins with a dot. A command
  /// that changes nothing closes its lock; one that changes something gives a temporary file its name in the end.
  private mutating func hasEvents() -> Bool {
    guard let events = inotify?.takeEvents() else { return false }
    return events.contains { event in
      event.name.isEmpty || (event.watch == rootWatch ? event.name == "catalog" : !event.name.hasPrefix("."))
    }
  }

  /// What inotify would not tell: which directories and files the paths lead to, and all of the tree where it cannot be watched.
  private var currentIdentity: Int {
    if !isComplete { return DirectoryTree.fingerprint(catalog) }
    var hasher = Hasher()
    hasher.combine(DirectoryTree.fingerprint(of: catalog))
    for link in links { hasher.combine(DirectoryTree.fingerprint(of: link)) }
    return hasher.finalize()
  }
}
