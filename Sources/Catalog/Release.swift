public import Omaha

/// One release that machines may be offered, as the server needs it. The typed form, for tools, is ``ReleaseFile``.
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
public struct ReleaseKey: Hashable, Sendable {
  /// The version's text.
  public let version: String
  /// The architecture.
  public let architecture: Architecture

  /// The name of the release's file.
  var fileName: String { "\(version)_\(architecture.rawValue).xml" }
}
