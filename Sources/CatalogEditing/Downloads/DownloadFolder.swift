public import Catalog
internal import Glibc
internal import Posix

/// Where a mirror keeps what it has not published yet: `ROOT/downloads`. It is on the payloads' file system, so that a file that is whole and
/// right gets its name as a payload without a copy. No web server serves it.
///
/// One process at a time has it. What a killed one left there is gone on with.
public final class DownloadFolder: Sendable {
  private let directory: Directory
  private let lock: RepositoryLock

  /// The folder's name below the repository.
  public static let name = "downloads"

  /// Takes the folder, after making it.
  ///
  /// - Parameter waiting: called once when another process has it, before waiting for that.
  public init(_ repository: Repository, waiting: () -> Void) throws(RepositoryError) {
    directory = try Directory(path: repository.root).directory(making: Self.name)
    lock = try RepositoryLock(of: directory, waiting: waiting)
  }

  /// The path of a download.
  public func path(of name: String) -> String { directory.path(of: name) }

  /// Opens a download, which is made when it is missing.
  ///
  /// - Parameters:
  ///   - name: Letters, digits, `-` and `.`.
  ///   - size: The bytes that it is to have in the end.
  public func open(_ name: String, size: UInt64) throws(RepositoryError) -> DownloadPart {
    var status = stat()
    if unsafe fstatat(directory.descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0 {
      // What has another name is a payload already, and is never written into.
      let isPart = status.st_mode & S_IFMT == S_IFREG && (status.st_nlink == 1 || UInt64(status.st_size) == size)
      if !isPart { try directory.removeTree(name) }
    }
    let directory = directory
    let descriptor = directory.asOwner {
      unsafe openat(directory.descriptor, name, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o644)
    }
    guard descriptor >= 0 else { throw RepositoryError(.create, path(of: name), code: errno) }
    return DownloadPart(descriptor: descriptor, name: name, in: directory)
  }

  /// Bytes that there is room for; nil when the system does not tell.
  public var freeBytes: UInt64? {
    var status = statvfs()
    guard unsafe fstatvfs(directory.descriptor, &status) == 0 else { return nil }
    return UInt64(status.f_bavail).multipliedReportingOverflow(by: UInt64(status.f_frsize)).partialValue
  }

  /// Bytes of a download that are there, `limit` at most.
  public func size(of name: String, atMost limit: UInt64) -> UInt64 {
    FileStamp(path: name, in: directory.descriptor, followsLinks: false).map { min($0.size, limit) } ?? 0
  }

  /// Removes downloads that became payloads, and those that nobody has gone on with for some time.
  public func removeOld(after seconds: Int) throws(RepositoryError) {
    let now = time(nil)
    for entry in try directory.entries() where entry.name != ".lock" && !entry.name.hasSuffix(Self.validatorSuffix) {
      var status = stat()
      guard unsafe fstatat(directory.descriptor, entry.name, &status, AT_SYMLINK_NOFOLLOW) == 0 else { continue }
      guard status.st_nlink > 1 || now - status.st_mtim.tv_sec > seconds else { continue }
      try directory.removeTree(entry.name)
    }
    for entry in try directory.entries() where entry.name.hasSuffix(Self.validatorSuffix) {
      if !directory.hasEntry(String(entry.name.dropLast(Self.validatorSuffix.count))) {
        try directory.remove(entry.name)
      }
    }
  }

  /// Removes a download, and what was noted of it; nothing when there is none.
  public func remove(_ name: String) throws(RepositoryError) {
    for name in [name, name + Self.validatorSuffix] where directory.hasEntry(name) { try directory.remove(name) }
  }

  fileprivate static let validatorSuffix = ".validator"
}

/// A file that is being downloaded.
public final class DownloadPart: Sendable {
  /// The open file.
  public let descriptor: Int32
  private let name: String
  private let directory: Directory

  fileprivate init(descriptor: Int32, name: String, in directory: Directory) {
    self.descriptor = descriptor
    self.name = name
    self.directory = directory
  }

  deinit { close(descriptor) }

  /// The path of the file.
  public var path: String { directory.path(of: name) }

  private var validatorName: String { name + DownloadFolder.validatorSuffix }

  /// What tells the state of the file on the server that the bytes here are of; nil when nobody noted it.
  public var validator: String? {
    guard let bytes = try? directory.read(validatorName, limit: 1024), bytes.last == UInt8(ascii: "\n") else {
      return nil
    }
    return String(decoding: bytes.dropLast(), as: UTF8.self)
  }

  /// Notes what ``validator`` gives, before the first byte is written; whether it could.
  public func note(validator: String?) -> Bool {
    _ = unsafe unlinkat(directory.descriptor, validatorName, 0)
    guard let validator, validator.utf8.count < 1024, !validator.utf8.contains(where: { $0 < 0x20 || $0 > 0x7E }) else {
      return true
    }
    let file = directory.asOwner {
      unsafe openat(directory.descriptor, validatorName, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o644)
    }
    guard file >= 0 else { return false }
    defer { close(file) }
    return writeAll(validator + "\n", to: file)
  }
}
