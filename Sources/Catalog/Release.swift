public import Omaha

/// One release that machines may be offered, as the server needs it. The typed form, for tools, is ``ReleaseFile``.
public final class Release: Sendable {
  /// The version.
  public let version: Version
  /// The architecture.
  public let architecture: Architecture
  /// The only version that a delta can be applied to; nil for a full payload.
  public let previousVersion: Version?
  /// Where the payload is fetched from, in the order of preference; at least one.
  public let codebases: [Codebase]
  /// The `<manifest>` element exactly as it is served in XML, UTF-8: with its indentation in a response and its line break.
  /// Another dialect of the protocol has its own rendition beside this one.
  public let manifestXML: [UInt8]

  init(
    version: Version, architecture: Architecture, previousVersion: Version? = nil, codebases: [Codebase],
    manifestXML: [UInt8]
  ) {
    self.version = version
    self.architecture = architecture
    self.previousVersion = previousVersion
    self.codebases = codebases
    self.manifestXML = manifestXML
  }
}
