internal import Catalog
public import Omaha

/// One change of an app's intent: who made it, and the files before and after it.
public struct Change: Codable, Hashable, Sendable {
  /// From 1; every change of an app has another.
  public let number: Int
  /// When it was made, RFC 3339.
  public let time: String
  /// Who made it.
  public let user: String
  /// The command that made it.
  public let command: String
  /// The change that it undid, with all that came after that; nil for one of another kind.
  public let undoes: Int?
  /// What it changed, by file.
  public let files: [File]

  /// A file of the app's directory.
  public struct File: Codable, Hashable, Sendable {
    /// The name.
    public let name: String
    /// What it said before; nil when there was none, or when it is too long to be kept.
    public let before: String?
    /// What it said then; nil when it was removed, or when it is too long to be kept.
    public let after: String?

    /// Whether it is that of a release, which is removed with its payload, for good.
    public var isRelease: Bool { name.hasPrefix("releases/") }
  }

  /// The same of other files.
  func with(_ files: [File]) -> Change {
    Change(number: number, time: time, user: user, command: command, undoes: undoes, files: files)
  }

  /// The moment; nil when the file was written by something else.
  public var moment: Timestamp? { Timestamp(time) }

  /// Whether it removed releases and nothing else.
  public var isRemoval: Bool { !files.isEmpty && files.allSatisfy(\.isRelease) }

  /// Whether it removed old releases, as `prune` does.
  var isPruning: Bool { isRemoval && !command.hasPrefix("remove") }

  /// What it did to `app.xml`; nil when it left that alone.
  public var app: File? { files.first { $0.name == AppDefinition.fileName } }
}
