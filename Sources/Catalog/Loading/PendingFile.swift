/// A file of an app's directory as it is going to be, for loading before it is written.
struct PendingFile {
  let name: String
  let bytes: [UInt8]
}

extension [PendingFile] {
  /// The bytes of the file of that name, read from the directory unless they are pending.
  func read(_ name: String, in directory: Directory, limit: Int) throws(RepositoryError) -> [UInt8] {
    for file in self where file.name == name { return file.bytes }
    return try directory.read(name, limit: limit)
  }
}
