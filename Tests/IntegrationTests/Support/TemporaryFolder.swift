import Foundation

/// A folder of its own for one test, removed with everything in it when the last reference goes.
///
/// It lies directly below `/tmp`, so that a socket in it has a path shorter than the 107 bytes that `sockaddr_un` holds, and
/// everybody may enter it, so that a server may run as another user.
final class TemporaryFolder: Sendable {
  let path: String

  init() throws {
    path = "/tmp/omaha-test-\(UUID().uuidString.prefix(13))"
    try FileManager.default.createDirectory(
      atPath: path, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o755])
  }

  deinit {
    try? FileManager.default.removeItem(atPath: path)
  }

  /// Writes a file and returns its path.
  @discardableResult
  func write(_ bytes: some Sequence<UInt8>, to name: String) throws -> String {
    let file = "\(path)/\(name)"
    try Data(bytes).write(to: URL(fileURLWithPath: file))
    return file
  }
}
