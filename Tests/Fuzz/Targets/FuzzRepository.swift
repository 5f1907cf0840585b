internal import Catalog
internal import Glibc

/// A repository in a directory of its own, which goes with it: one app with every policy there is.
final class FuzzRepository {
  static let app = "e96281a6-d1af-4bde-9a0a-97b76e56dc57"

  static let appText = """
    <app appid="\(app)" name="flatcar">
      <channel name="stable">
        <target arch="amd64" version="3.0.0" since="2026-11-20T10:00:00Z"/>
        <target arch="arm64" version="2.0.0" since="2026-11-20T10:00:00Z"/>
        <floor version="2.0.0" reason="new partition layout"/>
        <block version="2.5.0" reason="boot loop"/>
      </channel>
      <channel name="beta" updates="off"><target arch="amd64" version="3.0.0"/></channel>
      <group name="canary" track="stable" channel="stable"><machines file="canary.txt"/></group>
      <group name="lab" track="stable" channel="stable" alias-prefix="lab-" rollback="allowed">
        <pin version="2.0.0" since="2026-11-20T10:00:00Z"/>
      </group>
      <group name="slow" track="stable" channel="stable" board="amd64-usr" oem="azure">
        <rollout over="P3D" steps="5,50,100"/>
      </group>
      <group name="fleet" track="stable" channel="stable" platform="CoreOS" poll-interval="3600" poll-jitter="600">
        <window days="mon-fri" from="09:00" to="17:00" timezone="UTC"/>
        <blackout from="2026-12-20" to="2027-01-03"/>
      </group>
    </app>
    """

  static func release(_ version: String, _ arch: String, more: String = "") -> String {
    let sha256 = String(repeating: "00", count: 32)
    return """
      <update appid="\(app)" version="\(version)" arch="\(arch)"\(more)>
        <urls><url codebase="/packages/\(app)/\(version)/\(arch)/"/><url codebase="https://cdn.example/os/"/></urls>
        <manifest version="\(version)">
          <packages><package name="update.gz" hash="AAAAAAAAAAAAAAAAAAAAAAAAAAA=" hash_sha256="\(sha256)" size="1" \
      required="true"/></packages>
          <actions><action event="postinstall" sha256="AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="/></actions>
        </manifest>
      </update>
      """
  }

  /// The directory.
  let root: String

  /// A repository with releases that can be served.
  init() throws {
    root = try makeTemporaryDirectory()
    for name in ["payloads", "catalog", "catalog/\(Self.app)", "catalog/\(Self.app)/releases"] {
      _ = unsafe mkdir("\(root)/\(name)", 0o755)
    }
    try write("app.xml", Array(Self.appText.utf8))
    try write("canary.txt", Array("00112233445566778899aabbccddeeff\nkiosk-7\n".utf8))
    for (version, arch) in [("2.0.0", "amd64"), ("2.0.0", "arm64"), ("3.0.0", "amd64")] {
      try write("releases/\(version)_\(arch).xml", Array(Self.release(version, arch).utf8))
    }
  }

  deinit { Self.remove(root) }

  /// Writes a file of the app.
  func write(_ name: String, _ bytes: [UInt8]) throws {
    let path = "\(root)/catalog/\(Self.app)/\(name)"
    let file = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard file >= 0 else { throw Violation("cannot write \(path): \(errno)") }
    defer { close(file) }
    let written = unsafe bytes.withUnsafeBytes { unsafe Glibc.write(file, $0.baseAddress, $0.count) }
    guard written == bytes.count else { throw Violation("cannot write \(path): \(errno)") }
  }

  private static func remove(_ path: String) {
    guard unsafe unlink(path) != 0 else { return }
    if let directory = unsafe opendir(path) {
      while let entry = unsafe readdir(directory) {
        let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
          unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
        }
        if name != ".", name != ".." { remove("\(path)/\(name)") }
      }
      unsafe closedir(directory)
    }
    _ = unsafe rmdir(path)
  }
}

/// Makes a directory of its own where TMPDIR says. Whoever runs a fuzzer removes that.
func makeTemporaryDirectory() throws -> String {
  let parent = unsafe getenv("TMPDIR").map { unsafe String(cString: $0) } ?? "/tmp"
  var template = Array("\(parent)/omaha-fuzz.XXXXXX".utf8CString)
  guard unsafe mkdtemp(&template) != nil else { throw Violation("no temporary directory in \(parent): \(errno)") }
  return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
}
