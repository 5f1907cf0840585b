internal import Catalog
internal import Foundation
internal import Glibc
internal import Omaha
internal import Payload

/// The temporary folder of `serve`: a repository with one release, and what the servers write.
final class PackageSite {
  let path: String
  let caretaker: Caretaker

  var root: String { path + "/repository" }
  var payloads: String { root + "/payloads/" }
  var socket: String { path + "/fcgi.sock" }

  init() throws {
    var template = Array((NSTemporaryDirectory() + "omaha-serve.XXXXXX").utf8CString)
    guard unsafe mkdtemp(&template) != nil else {
      throw CommandFailure(
        "cannot make a folder in \(NSTemporaryDirectory())",
        exitCode: CommandFailure.cannotCreate)
    }
    let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    self.path = path
    do { caretaker = try Caretaker(of: path) } catch {
      _ = unsafe rmdir(path)
      throw error
    }
    // The web server may run as another user.
    unsafe chmod(path, 0o755)
    for folder in ["/empty", "/temp"] {
      try FileManager.default.createDirectory(atPath: path + folder, withIntermediateDirectories: false)
    }
  }

  /// Publishes the payload for every track and architecture.
  func publish(_ file: String, app: ApplicationID, version: Version, allowingFaults: Bool) throws {
    let repository = Repository(root: root)
    try RepositoryWriter.create(repository)
    let source = try PayloadSource(path: file)
    let report = try source.inspect(as: .full, allowingFaults: allowingFaults)
    let writer = try RepositoryWriter(repository)
    let payload = AddedFile(
      source: source, digest: report.digest, name: try PayloadName.of(file), isRequired: true, attributes: [])
    let adding = Adding(
      repository: repository, writer: writer, app: app, key: ReleaseKey(version: version.text, architecture: .all),
      version: version,
      previous: nil, files: [payload], codebases: [], isLinking: true)
    try adding.run()
    // A group without a track takes every machine.
    let document = """
      <app appid="\(app.key)">
        <channel name="package"><target arch="all" version="\(version.text)"/></channel>
        <group name="everyone" channel="package"/>
      </app>

      """
    try Data(document.utf8).write(to: URL(fileURLWithPath: repository.appPath(app)), options: .atomic)
    _ = try Catalog.load(root: root)
  }

  /// Removes the folder with all that is in it.
  func remove() {
    try? FileManager.default.removeItem(atPath: path)
    caretaker.dismiss()
  }
}
