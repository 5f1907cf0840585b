public import Catalog
internal import Glibc
public import Omaha
internal import Posix

/// A folder beside the payloads for files that are not verified yet. Nobody reads it: its name begins with a dot.
///
/// The files come at the pace of a tape or a network, so the repository is not locked meanwhile. The folder has a lock of its own; one that
/// nobody holds belongs to an import that was killed, and the next writer removes it, with the payloads that were put in place already and
/// that no release names.
public final class ImportStaging {
  static let prefix = ".omaha-import-"
  static let lockName = "lock"
  /// The payloads that are being put in place, a path below `payloads/` on each line.
  static let recordName = "placed"
  /// The apps that are being put in place: on each line the folder below `catalog/` that has what is to be, and the app.
  static let appsName = "apps"

  private let payloads: Directory
  private let name: String
  fileprivate let directory: Directory
  private let lock: Int32
  private var count = 0

  /// Makes the folder, while the writer holds the repository's lock.
  public init(in writer: RepositoryWriter) throws(RepositoryError) {
    payloads = writer.payloads
    name = Self.prefix + String(UInt64.random(in: 0...UInt64.max), radix: 36)
    directory = try payloads.directory(making: name)
    lock = try directory.newFile(Self.lockName)
    guard flock(lock, LOCK_EX | LOCK_NB) == 0 else {
      throw RepositoryError(.lock, directory.path(of: Self.lockName), code: errno)
    }
  }

  deinit {
    try? payloads.removeTree(name)
    close(lock)
  }

  /// Begins a file.
  public func newFile() throws(RepositoryError) -> StagedFile {
    count += 1
    return StagedFile("\(count)", try directory.newFile("\(count)"), in: directory)
  }

  /// Notes what is going to be put in place, and waits until the disk has it.
  func record(_ paths: [String], in name: String) throws(RepositoryError) {
    let file = try directory.newFile(name)
    defer { close(file) }
    guard writeAll(paths.map { $0 + "\n" }.joined(), to: file), fsync(file) == 0 else {
      throw RepositoryError(.write, directory.path(of: name), code: errno)
    }
    try directory.sync()
  }

  /// Forgets which apps are being put in place, so that nobody goes on with it.
  func forgetApps() {
    try? directory.remove(Self.appsName)
    try? directory.sync()
  }
}

extension Repository {
  /// How many bytes the file system of the payloads has for us; nil when it does not say.
  public var availablePayloadBytes: UInt64? {
    var status = statvfs()
    guard unsafe statvfs(payloadsPath, &status) == 0, status.f_blocks > 0 else { return nil }
    return UInt64(status.f_bavail) &* UInt64(status.f_frsize)
  }
}

/// A file of an ``ImportStaging``.
public final class StagedFile {
  /// The open file; closed when this object goes.
  public let descriptor: Int32
  /// Where it is.
  public let path: String
  let name: String
  let directory: Directory

  fileprivate init(_ name: String, _ descriptor: Int32, in directory: Directory) {
    self.name = name
    self.descriptor = descriptor
    self.directory = directory
    path = directory.path(of: name)
  }

  deinit { close(descriptor) }

  /// Waits until all is on disk.
  public func sync() throws(RepositoryError) {
    guard fsync(descriptor) == 0 else { throw RepositoryError(.write, path, code: errno) }
  }
}

/// A verified file and the payload that it is to become.
public struct StagedPayload {
  let file: StagedFile
  /// The app.
  public let app: ApplicationID
  /// The release.
  public let key: ReleaseKey
  /// What it is to be called.
  public let name: String

  /// The payload of that name of a release.
  public init(_ file: StagedFile, of app: ApplicationID, _ key: ReleaseKey, name: String) {
    self.file = file
    self.app = app
    self.key = key
    self.name = name
  }

  /// The path below `payloads/`.
  var path: String { "\(app.key)/\(key.version)/\(key.payloadDirectoryName)/\(name)" }
}

extension RepositoryWriter {
  /// Puts verified payloads in place of what may be there. Their releases are to be published before the staging goes.
  public func place(_ staged: [StagedPayload], from staging: ImportStaging) throws(RepositoryError) {
    let new = staged.filter { FileStamp(path: $0.path, in: payloads.descriptor) == nil }
    // So that they can be taken back if no release comes to name them.
    try staging.record(new.map(\.path), in: ImportStaging.recordName)
    for payload in staged {
      let directory = try payloads.directory(making: payload.app.key).directory(making: payload.key.version)
        .directory(making: payload.key.payloadDirectoryName)
      try payload.file.sync()
      let from = payload.file.directory
      if unsafe renameat(from.descriptor, payload.file.name, directory.descriptor, payload.name) != 0 {
        // The app's directory may be a link to another file system.
        guard errno == EXDEV else { throw RepositoryError(.write, directory.path(of: payload.name), code: errno) }
        try copy(payload, to: directory)
      }
      try directory.sync()
    }
  }

  /// Puts apps in place whose payloads are. From the moment when it is noted which, all of them come, with the next writer where this one is
  /// killed; when something fails, all are as before.
  public func publish(_ apps: [PreparedApp], from staging: ImportStaging) throws(RepositoryError) {
    if apps.isEmpty { return }
    try staging.record(apps.map { "\($0.name)/\($0.app.key)" }, in: ImportStaging.appsName)
    do throws(RepositoryError) {
      for app in apps { try app.publish() }
    } catch {
      staging.forgetApps()
      for app in apps.reversed() { app.takeBack() }
      throw error
    }
  }

  /// Removes the payloads that were put in place and that no release names, because something failed.
  public func takeBack(from staging: ImportStaging) { takeBack(from: staging.directory) }

  private func copy(_ payload: StagedPayload, to directory: Directory) throws(RepositoryError) {
    let file = try AtomicFile(payload.name, in: directory)
    var offset: UInt64 = 0
    while true {
      guard let bytes = readAll(payload.file.descriptor, count: 1 << 20, at: offset) else {
        throw RepositoryError(.read, payload.file.path, code: errno)
      }
      if bytes.isEmpty { break }
      try file.write(bytes)
      offset += UInt64(bytes.count)
    }
    try file.replace()
  }

  /// Goes on with imports that were killed while they put apps in place, and removes what they have left.
  func endAbandonedImports() {
    for entry in (try? payloads.entries()) ?? [] where entry.name.hasPrefix(ImportStaging.prefix) && !entry.isLink {
      guard entry.isDirectory, let directory = try? payloads.directory(entry.name) else { continue }
      let lock = directory.openLock()
      // One without a lock was killed before it had one: whoever makes one holds the repository's lock.
      guard lock >= 0 || errno == ENOENT else { continue }
      defer { if lock >= 0 { close(lock) } }
      guard lock < 0 || flock(lock, LOCK_EX | LOCK_NB) == 0 else { continue }
      publish(from: directory)
      takeBack(from: directory)
      try? payloads.removeTree(entry.name)
    }
  }

  /// The paths of a record, each in its parts.
  private func record(_ name: String, of staging: Directory) -> [[String]] {
    let record = (try? staging.read(name, limit: 1 << 25)) ?? []
    // A line without an end was being written, before anything was put in place.
    guard record.last == UInt8(ascii: "\n") else { return [] }
    return record.split(separator: UInt8(ascii: "\n")).map { line in
      line.split(separator: UInt8(ascii: "/")).map { String(decoding: $0, as: UTF8.self) }
    }
  }

  /// Puts the apps in place that an import was putting in place. What cannot be is left out.
  private func publish(from staging: Directory) {
    for parts in record(ImportStaging.appsName, of: staging) {
      guard parts.count == 2, parts[0].hasPrefix(AtomicFile.temporaryPrefix), let app = ApplicationID(parts[1]),
        app.key == parts[1]
      else { continue }
      try? PreparedApp(app, builtIn: parts[0], by: self)?.publish()
    }
  }

  /// Removes the payloads that an import put in place and no release names.
  private func takeBack(from staging: Directory) {
    for parts in record(ImportStaging.recordName, of: staging) {
      guard parts.count == 4, let app = ApplicationID(parts[0]), app.key == parts[0],
        let key = ReleaseKey(version: parts[1], payloadDirectoryName: parts[2]),
        ReleaseFile.fault(inNewPackageName: parts[3]) == nil,
        FileStamp(path: repository.releasePath(app, key)) == nil
      else { continue }
      _ = try? removePayload(parts[3], of: app, key)
    }
  }
}

extension Directory {
  /// Makes an empty file and opens it.
  fileprivate func newFile(_ name: String) throws(RepositoryError) -> Int32 {
    let file = asOwner { unsafe openat(descriptor, name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o644) }
    guard file >= 0 else { throw RepositoryError(.create, path(of: name), code: errno) }
    return file
  }

  /// Opens an import's lock, only for reading where another user made it.
  fileprivate func openLock() -> Int32 {
    let file = unsafe openat(descriptor, ImportStaging.lockName, O_RDWR | O_CLOEXEC | O_NOFOLLOW)
    guard file < 0, errno == EACCES || errno == EROFS else { return file }
    return unsafe openat(descriptor, ImportStaging.lockName, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
  }
}
