import Foundation
import TestSupport

/// Where the programs and files are that only this suite uses.
enum Programs {
  /// The static executables of `deploy/build-static`: `OMAHA_STATIC_PROGRAMS`, else where it puts them.
  static let staticFolder =
    ProcessInfo.processInfo.environment["OMAHA_STATIC_PROGRAMS"] ?? "\(Program.top)/.build-static/bin"
  static let omahaCGI = "\(staticFolder)/omaha-cgi"
  /// Web servers are where an unprivileged user's `PATH` does not look.
  static let systemPath = ["PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"]
  static let render = "\(Program.top)/deploy/nginx/render"
}
