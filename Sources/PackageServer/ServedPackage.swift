/// The files of one release and where they are served.
public struct ServedPackage: Sendable {
  /// The files, the payload first; their names differ.
  public let files: [ServedFile]
  /// The path before their names, such as `/packages/4.0.0/`: characters of a URL, ending in `/`.
  public let folder: String

  /// A package of files.
  public init(files: [ServedFile], folder: String) {
    self.files = files
    self.folder = folder
  }

  /// The file of a request's path; nil when there is none.
  func file(for path: Substring) -> ServedFile? {
    guard path.hasPrefix(folder), let name = PathCoding.decoded(path.dropFirst(folder.count)) else { return nil }
    return files.first { $0.name == name }
  }

  /// The first file that is not what it was when the server began.
  var changedFile: ServedFile? { files.first { !$0.isUnchanged } }
}
