public import Omaha

/// One release of an app for one architecture, as the server needs it: small, because there may be ten thousand.
///
/// The typed form, for tools, is ``ReleaseFile``.
public final class Release: Sendable {
  /// The version.
  public let version: Version
  /// The architecture.
  public let architecture: Architecture
  /// Where the payload is fetched from, in the order of preference; at least one.
  public let codebases: [Codebase]
  /// The `<manifest>` element exactly as it is served, UTF-8: with its indentation in a response and its line break.
  public let manifestXML: [UInt8]

  init(version: Version, architecture: Architecture, codebases: [Codebase], manifestXML: [UInt8]) {
    self.version = version
    self.architecture = architecture
    self.codebases = codebases
    self.manifestXML = manifestXML
  }
}

/// What tells the releases of one app apart: the version as it is written, and the architecture.
struct ReleaseKey: Hashable, Sendable {
  let version: String
  let architecture: Architecture

  /// The name of the release's file.
  var fileName: String { "\(version)_\(architecture.rawValue).xml" }
}
