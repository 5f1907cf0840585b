internal import CLinux
internal import Glibc
internal import Payload

/// A package: inspected without harm, whatever it is, and its size and digest are its own.
///
/// When the input begins with a line feed, what follows is the manifest of a CrAU payload whose header says its length rightly.
struct PayloadTarget: FuzzTarget {
  static let name = "payload"

  private let descriptor: CInt

  init() throws {
    descriptor = unsafe memfd_create("payload", UInt32(MFD_CLOEXEC))
    guard descriptor >= 0 else { throw Violation("no file in memory: \(errno)") }
  }

  func check(_ input: [UInt8]) throws {
    let payload = input.first == UInt8(ascii: "\n") ? Self.payload(withManifest: Array(input.dropFirst())) : input
    guard ftruncate(descriptor, 0) == 0 else { throw Violation("cannot empty the file: \(errno)") }
    let written = unsafe payload.withUnsafeBytes { unsafe pwrite(descriptor, $0.baseAddress, $0.count, 0) }
    guard written == payload.count else { throw Violation("cannot write the file: \(errno)") }
    let report = try PayloadInspector.inspect(path: "/proc/self/fd/\(descriptor)")
    try require(report.digest.size == payload.count, "\(report.digest.size) bytes of \(payload.count)")
    let faults = report.faults.map { "\($0)" }
    try require(report.isSound == faults.isEmpty, "sound: \(report.isSound), faults: \(faults)")
    try require(faults.allSatisfy { $0.utf8.count < 400 }, "long faults: \(faults)")
  }

  /// A header of version 1, the manifest, and a little data.
  private static func payload(withManifest manifest: [UInt8]) -> [UInt8] {
    let size = (0..<8).map { UInt8(truncatingIfNeeded: manifest.count >> (56 - 8 * $0)) }
    return Array("CrAU".utf8) + [0, 0, 0, 0, 0, 0, 0, 1] + size + manifest + [UInt8](repeating: 7, count: 64)
  }
}
