public import Catalog
internal import Glibc
public import Omaha
internal import Posix
internal import XML

/// An app as it is to be with further releases, built under a name that nobody reads: loaded from there as a server would, and then put in
/// place by one step, so that all of its releases appear at once.
public final class PreparedApp {
  /// The app.
  public let app: ApplicationID
  /// Whether there is no such app yet.
  public let isNew: Bool
  /// The files that are to be added to the folder of releases.
  private let releases: [PendingFile]
  private let writer: RepositoryWriter
  private let repository: Repository
  /// Where the app is built.
  private let place: Directory
  let name: String
  private let directory: Directory
  private let pending: [PendingFile]
  private let hasPolicy: Bool
  /// Whether the folder of releases can take the place of the one that is there.
  private var isExchangeable = true
  /// What ``publish()`` has done, newest last.
  private var steps: [Step] = []

  /// A step that puts something in place.
  private enum Step {
    /// The folder has the app's name.
    case renamed
    /// The two folders of releases have changed places.
    case exchanged
    /// The folder of releases is that of the app, which had none.
    case moved
    /// A release has a file.
    case added(String)
    /// There is an app.xml, where none was.
    case began
  }

  /// Builds the app.
  ///
  /// - Parameters:
  ///   - releases: What is to be added, each the bytes of its file; none of them is there yet.
  ///   - policy: What `app.xml` is to say, and lists of machines; nil to leave that as it is.
  ///   - defaultArchitecture: What `app.xml` of a new app says without a policy.
  public init(
    _ app: ApplicationID, adding releases: [(key: ReleaseKey, bytes: [UInt8])],
    policy: (text: [UInt8], lists: [(name: String, bytes: [UInt8])])?, defaultArchitecture: Architecture?,
    by writer: RepositoryWriter
  ) throws(RepositoryError) {
    self.app = app
    self.releases = releases.map { PendingFile(name: $0.key.fileName, bytes: $0.bytes) }
    self.writer = writer
    repository = writer.repository
    place = writer.catalog
    name = AtomicFile.temporaryName()
    let old = place.contains(app.key) ? try place.directory(app.key) : nil
    isNew = old?.contains(AppDefinition.fileName) != true
    var pending = policy?.lists.map { PendingFile(name: $0.name, bytes: $0.bytes) } ?? []
    if let policy { pending.append(PendingFile(name: AppDefinition.fileName, bytes: policy.text)) }
    if isNew {
      let plain = try repository.newApp(app, defaultArchitecture: defaultArchitecture)
      if policy == nil {
        pending = [plain]
      } else if let origin = writer.origin {
        // A change like any other, so that it can be undone: it comes before what it changes.
        var history = try ChangeHistory(in: old ?? writer.catalog)
        history.append(
          pending.map { file in
            Change.File(name: file.name, before: file.name == plain.name ? plain.bytes : nil, after: file.bytes)
          }, from: origin, undoing: nil)
        if let bytes = try? history.bytes() {
          pending.insert(PendingFile(name: ChangeHistory.fileName, bytes: bytes), at: 0)
        }
      }
    }
    self.pending = pending
    hasPolicy = policy != nil
    directory = try place.directory(making: name)
    let folder = try directory.directory(making: "releases")
    if let old { try copy(old, to: folder) }
    for release in self.releases { try folder.write(release.name, release.bytes, isSynced: true) }
    try folder.sync()
    for file in isNew ? pending : [] {
      // What lies there without an app is only linked.
      if directory.hasEntry(file.name) { try directory.remove(file.name) }
      try directory.write(file.name, file.bytes, isSynced: true)
    }
    try directory.sync()
  }

  /// Goes on with an app that an import was putting in place when it was killed; nil when nothing of it is left to do.
  ///
  /// - Parameter name: The folder that it was built in.
  init?(_ app: ApplicationID, builtIn name: String, by writer: RepositoryWriter) throws(RepositoryError) {
    guard writer.catalog.contains(name) else { return nil }
    self.app = app
    self.name = name
    self.writer = writer
    repository = writer.repository
    place = writer.catalog
    directory = try place.directory(name)
    let old = place.contains(app.key) ? try place.directory(app.key) : nil
    isNew = old?.contains(AppDefinition.fileName) != true
    hasPolicy = true
    let folder = try directory.directory("releases")
    let oldFolder = old?.contains("releases") == true ? try old?.directory("releases") : nil
    var releases: [PendingFile] = []
    for name in try folder.entries().map(\.name) where oldFolder?.hasEntry(name) != true {
      releases.append(PendingFile(name: name, bytes: try folder.read(name, limit: ReleaseFile.maximumSize)))
    }
    var pending: [PendingFile] = []
    for name in isNew ? try directory.entries().map(\.name).sorted() : [] where name != "releases" {
      let bytes = try directory.read(name, limit: MachineList.maximumSize)
      // It says that there is an app, so it comes last.
      pending.insert(PendingFile(name: name, bytes: bytes), at: name == AppDefinition.fileName ? pending.count : 0)
    }
    self.releases = releases
    self.pending = pending
    if releases.isEmpty, pending.isEmpty { return nil }
    // Somebody may have changed the folder since.
    isExchangeable = old?.linkTarget(of: "releases") == nil
    for entry in try oldFolder?.entries() ?? [] {
      let stamps = [folder, oldFolder].map { folder in
        folder.flatMap { FileStamp(path: entry.name, in: $0.descriptor, followsLinks: false) }
      }
      if stamps[0] != stamps[1] { isExchangeable = false }
    }
  }

  deinit { try? place.removeTree(name) }

  /// Loads the app as a server would.
  ///
  /// - Throws: everything that keeps it from being loaded.
  public func validate() throws(RepositoryError) {
    var loader = AppLoader(
      directory: directory, name: app.key, root: repository.root, parser: XMLParser(namesAnything: true),
      scope: .machines(of: []), pending: pending)
    _ = try loader.load()
    guard loader.errors.isEmpty else {
      // They are about files that are to be there.
      let path = "\(repository.catalogPath)/\(app.key)"
      let errors = loader.errors.map { error in
        guard error.file.hasPrefix(directory.path) else { return error }
        return CatalogError(
          file: path + error.file.dropFirst(directory.path.count), line: error.line, message: error.message)
      }
      throw RepositoryError(.write, repository.appPath(app), .invalid(CatalogErrors(errors: errors)))
    }
  }

  /// Puts a new app, or the releases of an old one, in place; they are on disk on return. The policy of an old one stays.
  public func publish() throws(RepositoryError) {
    let catalog = writer.catalog
    if isNew, unsafe renameat(catalog.descriptor, name, catalog.descriptor, app.key) == 0 {
      steps.append(.renamed)
      return try catalog.sync()
    }
    // Of a new app something else is in the folder.
    let old = try catalog.directory(making: app.key)
    if isNew, !hasPolicy { try writePending(to: old) }
    let isExchanged = isNew || releases.count < 2 ? false : try exchangeReleases(of: old)
    if !isExchanged {
      let folder = try old.directory(making: "releases")
      for release in releases {
        let file = try AtomicFile(release.name, in: folder)
        try file.write(release.bytes)
        // Even when its name is not on disk, it is there.
        if !folder.hasEntry(release.name) { steps.append(.added(release.name)) }
        try file.create()
      }
    }
    // What a policy names is there by now.
    if isNew, hasPolicy { try writePending(to: old) }
  }

  /// Takes back what ``publish()`` did, because something failed.
  func takeBack() {
    for step in steps.reversed() {
      guard let old = try? place.directory(app.key) else { return }
      switch step {
      case .renamed: _ = unsafe renameat(place.descriptor, app.key, place.descriptor, name)
      case .exchanged: _ = exchange("releases", in: directory.descriptor, with: "releases", in: old.descriptor)
      case .moved: _ = unsafe renameat(old.descriptor, "releases", directory.descriptor, "releases")
      case .added(let name): try? old.directory("releases").remove(name)
      case .began: try? old.remove(AppDefinition.fileName)
      }
      try? old.sync()
    }
    try? place.sync()
    steps = []
  }

  private func writePending(to folder: Directory) throws(RepositoryError) {
    steps.append(.began)
    for file in pending { try writer.replace(file.name, in: folder, with: file.bytes) }
  }

  /// Lets the two folders of releases change places; false when that cannot be done.
  private func exchangeReleases(of old: Directory) throws(RepositoryError) -> Bool {
    guard isExchangeable else { return false }
    let isThere = old.hasEntry("releases")
    let result =
      isThere
      ? exchange("releases", in: directory.descriptor, with: "releases", in: old.descriptor)
      : unsafe renameat(directory.descriptor, "releases", old.descriptor, "releases")
    guard result == 0 else { return false }
    steps.append(isThere ? .exchanged : .moved)
    try old.sync()
    try directory.sync()
    return true
  }

  /// Gives everything of an app another name in the new directory, and its releases in `folder`.
  private func copy(_ old: Directory, to folder: Directory) throws(RepositoryError) {
    for entry in try old.entries() where !entry.name.hasPrefix(AtomicFile.temporaryPrefix) && !entry.isDirectory {
      _ = try directory.link(entry, of: old)
    }
    guard old.contains("releases") else { return }
    let oldFolder = try old.directory("releases")
    isExchangeable = old.linkTarget(of: "releases") == nil && folder.takeOwner(of: oldFolder)
    for entry in try oldFolder.entries() where !entry.name.hasPrefix(AtomicFile.temporaryPrefix) {
      let isLinked = entry.isDirectory ? false : try folder.link(entry, of: oldFolder)
      if !isLinked { isExchangeable = false }
    }
  }
}

extension Directory {
  /// Makes a file.
  fileprivate func write(_ name: String, _ bytes: [UInt8], isSynced: Bool) throws(RepositoryError) {
    let file = asOwner { unsafe openat(descriptor, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644) }
    guard file >= 0 else { throw RepositoryError(.create, path(of: name), code: errno) }
    defer { close(file) }
    guard writeAll(bytes, to: file), !isSynced || fsync(file) == 0 else {
      throw RepositoryError(.write, path(of: name), code: errno)
    }
  }

  /// Gives a file or a link of another directory a name here too; false when it is a copy instead.
  fileprivate func link(_ entry: DirectoryEntry, of other: Directory) throws(RepositoryError) -> Bool {
    if unsafe linkat(other.descriptor, entry.name, descriptor, entry.name, 0) == 0 { return true }
    guard !entry.isLink else { throw RepositoryError(.create, path(of: entry.name), code: errno) }
    // What is no regular file no server reads.
    guard let bytes = try? other.read(entry.name, limit: MachineList.maximumSize) else { return false }
    try write(entry.name, bytes, isSynced: false)
    return false
  }

  /// Makes owner and permissions those of another directory; false when that is not allowed.
  fileprivate func takeOwner(of other: Directory) -> Bool {
    var (mine, its) = (stat(), stat())
    guard unsafe fstat(descriptor, &mine) == 0, unsafe fstat(other.descriptor, &its) == 0 else { return false }
    if mine.st_uid != its.st_uid || mine.st_gid != its.st_gid, fchown(descriptor, its.st_uid, its.st_gid) != 0 {
      return false
    }
    return fchmod(descriptor, its.st_mode & 0o7777) == 0
  }
}
