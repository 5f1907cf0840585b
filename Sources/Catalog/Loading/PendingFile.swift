/// A file of an app's directory as it is going to be, for loading before it is written.
package struct PendingFile: Hashable, Sendable {
  package let name: String
  package let bytes: [UInt8]

  package init(name: String, bytes: [UInt8]) {
    self.name = name
    self.bytes = bytes
  }
}

extension [PendingFile] {
  /// The bytes of the file of that name, read from the directory unless they are pending.
  package func read(_ name: String, in directory: Directory, limit: Int) throws(RepositoryError) -> [UInt8] {
    for file in self where file.name == name { return file.bytes }
    return try directory.read(name, limit: limit)
  }
}
