import FastCGI
import Glibc
import Posix
import Testing
import TestSupport

@testable import omaha_fcgi

struct CatalogWatcherTests {
  private static let pace: WatchPace = {
    var pace = WatchPace()
    pace.quiet = .milliseconds(10)
    pace.recheck = .milliseconds(100)
    return pace
  }()

  /// A repository with one app.
  private static func makeRepository() throws -> TemporaryFolder {
    let directory = try TemporaryFolder()
    try directory.makeFolder("catalog")
    try directory.makeFolder("catalog/app")
    try directory.makeFolder("catalog/app/releases")
    try directory.write("<app/>", to: "catalog/app/app.xml")
    try directory.write("<update/>", to: "catalog/app/releases/1.xml")
    return directory
  }

  /// Waits for a change, at most 20 seconds.
  private static func change(_ watcher: inout CatalogWatcher, _ waker: Waker) throws -> CatalogWatcher.Outcome {
    let alarm = try Alarm { waker.wake(.stop) }
    defer { alarm.cancel() }
    return watcher.waitForChange()
  }

  enum Change: String, CaseIterable {
    case rewrite, replace, remove, newRelease, newApp, newReleasesFolder, mode, catalogReplaced, removeCatalog

    func make(in directory: TemporaryFolder) throws {
      let path = directory.path
      switch self {
      case .rewrite:
        try directory.write("<app>2</app>", to: "catalog/app/app.xml")
      case .replace:
        try directory.write("<app>3</app>", to: "catalog/app/.new")
        _ = unsafe rename("\(path)/catalog/app/.new", "\(path)/catalog/app/app.xml")
      case .remove:
        _ = unsafe unlink("\(path)/catalog/app/releases/1.xml")
      case .newRelease:
        try directory.write("<update/>", to: "catalog/app/releases/2.xml")
      case .newApp:
        try directory.makeFolder("catalog/other")
      case .newReleasesFolder:
        _ = unsafe rename("\(path)/catalog/app/releases", "\(path)/catalog/app/old")
      case .mode:
        _ = unsafe chmod("\(path)/catalog/app/app.xml", 0o600)
      case .catalogReplaced:
        try directory.makeFolder("next")
        _ = unsafe rename("\(path)/catalog", "\(path)/previous")
        _ = unsafe rename("\(path)/next", "\(path)/catalog")
      case .removeCatalog:
        _ = unsafe rename("\(path)/catalog", "\(path)/gone")
      }
    }
  }

  @Test("Every kind of change is seen, with and without inotify", arguments: Change.allCases, [true, false])
  func changes(change: Change, usesInotify: Bool) throws {
    let directory = try Self.makeRepository()
    let waker = try Waker()
    var watcher = CatalogWatcher(root: directory.path, waker: waker, pace: Self.pace, usesInotify: usesInotify)
    #expect(watcher.isImmediate == usesInotify)
    try change.make(in: directory)
    #expect(try Self.change(&watcher, waker) == .changed)
  }

  @Test("Folders that are made later are watched, too, and so are replaced ones")
  func newFolders() throws {
    let directory = try Self.makeRepository()
    let waker = try Waker()
    var watcher = CatalogWatcher(root: directory.path, waker: waker, pace: Self.pace)
    for step in [
      { try directory.makeFolder("catalog/new") },
      { try directory.makeFolder("catalog/new/releases") },
      { try directory.write("<update/>", to: "catalog/new/releases/1.xml") },
      { try Change.catalogReplaced.make(in: directory) },
      { try directory.makeFolder("catalog/late") },
      { try directory.write("<app/>", to: "catalog/late/app.xml") },
    ] {
      try step()
      #expect(try Self.change(&watcher, waker) == .changed)
      watcher.establish()
    }
  }

  @Test("A symbolic link on the way that is switched over is noticed")
  func symbolicLink() throws {
    let first = try Self.makeRepository()
    let second = try Self.makeRepository()
    let links = try TemporaryFolder()
    #expect(unsafe symlink(first.path, links.path + "/root") == 0)
    let waker = try Waker()
    var watcher = CatalogWatcher(root: links.path + "/root", waker: waker, pace: Self.pace)
    #expect(unsafe symlink(second.path, links.path + "/next") == 0)
    #expect(unsafe rename(links.path + "/next", links.path + "/root") == 0)
    #expect(try Self.change(&watcher, waker) == .changed)
    withExtendedLifetime((first, second)) {}
  }

  @Test("A file behind a link is noticed when it changes", arguments: ["app.xml", "canary.txt", "releases/2.xml"])
  func linkedFile(name: String) throws {
    let directory = try Self.makeRepository()
    let other = try TemporaryFolder()
    try other.write("1", to: "file")
    let link = "\(directory.path)/catalog/app/\(name)"
    _ = unsafe unlink(link)
    #expect(unsafe symlink("\(other.path)/file", link) == 0)
    let waker = try Waker()
    var watcher = CatalogWatcher(root: directory.path, waker: waker, pace: Self.pace)
    #expect(watcher.isImmediate)
    try other.write("2", to: "next")
    #expect(unsafe rename("\(other.path)/next", "\(other.path)/file") == 0)
    #expect(try Self.change(&watcher, waker) == .changed)
  }

  @Test("What can be no app is neither opened nor watched", arguments: [true, false])
  func foreignDirectories(usesInotify: Bool) throws {
    let directory = try Self.makeRepository()
    for name in ["lost+found", "@eaDir", ".snapshot"] {
      try directory.makeFolder("catalog/\(name)")
      try directory.makeFolder("catalog/app/\(name)")
      try directory.makeFolder("catalog/app/releases/\(name)")
    }
    let waker = try Waker()
    var watcher = CatalogWatcher(root: directory.path, waker: waker, pace: Self.pace, usesInotify: usesInotify)
    #expect(watcher.isImmediate == usesInotify)
    for parent in ["catalog", "catalog/app", "catalog/app/releases"] {
      try directory.write("", to: "\(parent)/lost+found/file")
    }
    let alarm = try Alarm(after: .milliseconds(300)) { waker.wake(.stop) }
    #expect(watcher.waitForChange() == .woken(.stop))
    alarm.cancel()
  }

  @Test("Reading the catalog, payloads, the lock of a command and names that begin with a dot are no changes")
  func quiet() throws {
    let directory = try Self.makeRepository()
    let waker = try Waker()
    var watcher = CatalogWatcher(root: directory.path, waker: waker, pace: Self.pace)
    try directory.makeFolder("payloads")
    try directory.write("", to: "lock")
    for name in ["catalog/.lock", "catalog/.lock", "catalog/app/.app.xml.swp", "catalog/app/releases/.omaha-tmp-1"] {
      try directory.write("x", to: name)
    }
    _ = DirectoryTree.fingerprint(directory.path)
    waker.wake(.reload)
    #expect(watcher.waitForChange() == .woken(.reload))
    let alarm = try Alarm(after: .milliseconds(300)) { waker.wake(.stop) }
    #expect(watcher.waitForChange() == .woken(.stop))
    alarm.cancel()
  }
}

/// Does something after a while unless it is cancelled.
private final class Alarm {
  private let thread: Thread
  private let counter: Counter

  private final class Counter: Sendable {
    let event: EventCounter
    init() throws { event = try EventCounter(semaphore: false) }
  }

  init(after duration: Duration = .seconds(20), _ action: @escaping @Sendable () -> Void) throws {
    let counter = try Counter()
    self.counter = counter
    let milliseconds = Int32(duration / .milliseconds(1))
    thread = try Thread {
      var waiting = pollfd(fd: counter.event.number, events: Int16(POLLIN), revents: 0)
      if unsafe poll(&waiting, 1, milliseconds) == 0 { action() }
    }
  }

  func cancel() {
    counter.event.signal()
    thread.join()
  }
}
