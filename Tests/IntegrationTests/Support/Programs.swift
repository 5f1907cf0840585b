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
  static let omahaPkg = "\(folder)/omaha-pkg"
  static let render = "\(top)/deploy/nginx/render"
}
