import Foundation

/// Where the programs under test and the files of the repository are.
enum Programs {
  /// The top of the clone.
  static let top = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .path

  /// `OMAHA_PROGRAMS`, which `Tests/run` sets to the folder of the release build, else the folder of this test bundle.
  static let folder =
    ProcessInfo.processInfo.environment["OMAHA_PROGRAMS"]
    ?? URL(fileURLWithPath: CommandLine.arguments.first ?? "").deletingLastPathComponent().path

  static let omahaFCGI = "\(folder)/omaha-fcgi"
  static let omahaFleet = "\(folder)/omaha-fleet"
  static let omahaPkg = "\(folder)/omaha-pkg"
  /// The static executables of `deploy/build-static`: `OMAHA_STATIC_PROGRAMS`, else where it puts them.
  static let staticFolder =
    ProcessInfo.processInfo.environment["OMAHA_STATIC_PROGRAMS"] ?? "\(top)/.build-static/bin"
  static let omahaCGI = "\(staticFolder)/omaha-cgi"
  /// Web servers are where an unprivileged user's `PATH` does not look.
  static let systemPath = ["PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"]
  static let render = "\(top)/deploy/nginx/render"
}
