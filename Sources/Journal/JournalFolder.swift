internal import Glibc
internal import Posix

/// `FLEET/journal`: the folder of the segments.
public struct JournalFolder: Hashable, Sendable {
  /// The path.
  public let path: String

  /// The journal of a fleet's folder.
  ///
  /// - Parameter fleet: as `--fleet` and OMAHA_FLEET name it.
  public init(fleet: String) { path = fleet + "/journal" }

  /// The path of a file in it.
  func path(of name: String) -> String { path + "/" + name }

  /// Makes the folder, and the fleet's, where they are missing. They are their group's, and so is what is made in them.
  package func make() throws(JournalError) {
    for folder in [String(path.dropLast("/journal".count)), path] {
      guard unsafe mkdir(folder, 0o770) == 0 else {
        guard errno == EEXIST || folder.isEmpty else { throw JournalError("make \(folder)") }
        continue
      }
      _ = unsafe chmod(folder, 0o2770)
    }
    try? DroppedCount(in: self).prepare()
  }

  /// The segments, in the order of their beginnings. The one that CGI processes share is not among them.
  public func segments() throws(JournalError) -> [SegmentName] {
    try names().compactMap { SegmentName($0) }.sorted()
  }

  /// The bytes that the journal takes on its disk.
  package func usage() throws(JournalError) -> Int {
    var blocks = 0
    for name in try names() {
      var status = stat()
      // A segment that was read and removed meanwhile takes nothing.
      if unsafe lstat(path(of: name), &status) == 0 { blocks += Int(status.st_blocks) }
    }
    // stat(2): a block has 512 bytes.
    return blocks * 512
  }

  /// The bytes of the file system; nil when it does not tell.
  var capacity: Int? {
    var status = statvfs()
    guard unsafe statvfs(path, &status) == 0, status.f_blocks > 0 else { return nil }
    return Int(clamping: status.f_blocks).multipliedReportingOverflow(by: Int(clamping: status.f_frsize)).partialValue
  }

  /// The most bytes that the journal may take.
  package var limit: Int { JournalSpace.limit(of: self, JournalLimits()) }

  private func names() throws(JournalError) -> [String] {
    do throws(SystemError) { return try DirectoryEntry.all(at: path).map(\.name) } catch {
      throw JournalError("open \(path)", code: error.code)
    }
  }
}
