import Foundation
import TestSupport

/// What the C library makes of a moment in a time zone, by way of `date`: the oracle for offsets and for walls' clocks.
struct DateProgram {
  /// Where tzdata installs its zones.
  static let zoneinfo = "/usr/share/zoneinfo"

  /// Whether there is an oracle.
  static let isAvailable = FileManager.default.fileExists(atPath: zoneinfo + "/Europe/Berlin")

  /// The lines that `date` prints for moments in seconds since 1970.
  ///
  /// - Parameter zone: The value of `TZ`: a name, or a POSIX rule.
  static func lines(_ moments: [Int64], zone: String, format: String) throws -> [Substring] {
    let temporary = try TemporaryFolder()
    try temporary.write(moments.map { "@\($0)\n" }.joined(), to: "moments")
    return try Program.output(of: "date", ["-f", temporary.path + "/moments", "+" + format], environment: ["TZ": zone])
      .split(separator: "\n")
  }

  /// Seconds east of UTC.
  static func offsets(_ moments: [Int64], zone: String) throws -> [Int] {
    try lines(moments, zone: zone, format: "%::z").map { line in
      let parts = line.dropFirst().split(separator: ":").compactMap { Int($0) }
      let seconds = parts.reduce(0) { $0 * 60 + $1 }
      return line.first == "-" ? -seconds : seconds
    }
  }

  /// Compiles all zones to the form that lists no change which the footer's rule gives.
  static func compileSlim(into folder: String) throws {
    try Program.output(of: "/usr/sbin/zic", ["-b", "slim", "-d", folder, zoneinfo + "/tzdata.zi"])
  }
}
