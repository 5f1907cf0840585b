public import Catalog
internal import FoundationEssentials
internal import Glibc
public import Omaha
internal import Posix

/// The latest changes of an app, kept beside `app.xml` in `history.jsonl`, a JSON object a line, oldest first.
///
/// A change is written here first and made then. So one that was broken off between the two is the last one and has not
/// happened: ``init(of:in:)`` leaves it out, and the next change takes its place.
public struct ChangeHistory {
  /// The name of the file. No server reads it.
  public static let fileName = "history.jsonl"

  /// How many changes are kept.
  static let maximumCount = 200
  /// How many bytes they may take; one is always kept.
  static let maximumSize = 1 << 20
  /// The largest file that is read: one change of the largest `app.xml`, every byte escaped, fits.
  private static let largestFile = 1 << 24

  /// Oldest first.
  public private(set) var changes: [Change]

  /// The last one that may be taken back: what `prune` removed since stays removed, and changes nobody's intent.
  public var last: Change? { changes.last { !$0.isPruning } }

  /// The changes of an app. A line that is none is left out.
  public init(of app: ApplicationID, in repository: Repository) throws(RepositoryError) {
    try self.init(in: try repository.directory(of: app))
  }

  /// Throws where ``init(of:in:)`` does: no change is made then.
  public static func requireReadable(of app: ApplicationID, in repository: Repository) throws(RepositoryError) {
    _ = try bytes(in: try repository.directory(of: app))
  }

  /// - Throws: when there is a history that may not be read: whoever went on would write it anew, without what it has.
  private static func bytes(in directory: Directory) throws(RepositoryError) -> [UInt8] {
    do throws(RepositoryError) { return try directory.read(fileName, limit: largestFile) } catch {
      guard ![EACCES, EPERM, EIO].contains(error.code) else { throw error }
      return []
    }
  }

  init(in directory: Directory) throws(RepositoryError) {
    let bytes = try Self.bytes(in: directory)
    let decoder = JSONDecoder()
    changes = bytes.split(separator: UInt8(ascii: "\n")).compactMap { try? decoder.decode(Change.self, from: Data($0)) }
    guard let last = changes.popLast(), !last.files.contains(where: { $0.isAsBefore(in: directory) }) else { return }
    // Of the releases that a command was to remove when it was killed, those that it has removed.
    let files = last.files.filter { !$0.isRelease || !$0.isThere(in: directory, since: last.moment) }
    if !files.isEmpty || last.files.isEmpty { changes.append(last.with(files)) }
  }

  /// Adds a change and drops the oldest ones that there is no room for.
  mutating func append(_ files: [Change.File], from origin: ChangeOrigin, undoing undone: Int?) {
    changes.append(
      Change(
        number: (changes.last?.number ?? 0) + 1, time: origin.time.description, user: origin.user,
        command: origin.command, undoes: undone, files: files))
  }

  /// The file's content.
  func bytes() throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    var lines: [[UInt8]] = []
    var size = 0
    for change in changes.suffix(Self.maximumCount).reversed() {
      let line = Array(try encoder.encode(change)) + [UInt8(ascii: "\n")]
      size += line.count
      guard lines.isEmpty || size <= Self.maximumSize else { break }
      lines.append(line)
    }
    return Array(lines.reversed().joined())
  }
}

extension Change.File {
  /// A file, with the content that is kept.
  init(name: String, before: [UInt8]?, after: [UInt8]?) {
    func kept(_ bytes: [UInt8]?) -> String? {
      bytes.flatMap { $0.count > AppDefinition.maximumSize ? nil : String(validating: $0, as: UTF8.self) }
    }
    self.init(name: name, before: kept(before), after: kept(after))
  }

  /// Whether a release has been there since before it was to be removed; one that was added again has not.
  fileprivate func isThere(in directory: Directory, since moment: Timestamp?) -> Bool {
    guard let moment, let stamp = FileStamp(path: name, in: directory.descriptor) else { return false }
    return stamp.seconds < moment.seconds
  }

  /// Whether the file still says what it did before the change.
  fileprivate func isAsBefore(in directory: Directory) -> Bool {
    // A list that was removed goes last: it may stay when a command is killed.
    guard let before, let after, before != after else { return false }
    return (try? directory.read(name, limit: AppDefinition.maximumSize)).map { $0.elementsEqual(before.utf8) } ?? false
  }
}
