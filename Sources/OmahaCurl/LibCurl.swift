internal import CLibCurl
internal import OmahaClient
internal import Posix

/// libcurl, loaded when it is first asked for.
enum LibCurl {
  /// What keeps it from being used. A static program cannot load libraries.
  private static let fault: String? =
    Invocation.isStatic
    ? "a static program has none; use omaha-pkg of the Debian package, or of deploy/build"
    : unsafe omaha_curl_load().map { unsafe String(cString: $0) }

  /// Throws when the library, Debian's libcurl4, is not installed.
  static func load() throws(TransportError) {
    guard let fault else { return }
    throw TransportError(.unsupported, "there is no HTTP client: \(fault)")
  }

  /// The words for what a function of the library returned.
  static func words(_ code: Int32) -> String { unsafe omaha_curl_words(code).map { unsafe String(cString: $0) } ?? "" }
}
