public import Omaha
package import XML

/// One file of `releases/` with everything that it says, for tools that add and inspect releases.
public struct ReleaseFile: Hashable, Sendable {
  /// The app that it is a release of.
  public let appID: ApplicationID
  /// The version; that of the manifest too.
  public let version: Version
  /// The architecture that the payload runs on.
  public let architecture: Architecture
  /// The only version that the payload can be applied to; nil for a full payload.
  public let previousVersion: Version?
  /// Where the payload is fetched from; at least one.
  public let codebases: [Codebase]
  /// What clients are served.
  public let manifest: Manifest

  /// A release.
  public init(
    appID: ApplicationID, version: Version, architecture: Architecture, previousVersion: Version? = nil,
    codebases: [Codebase], manifest: Manifest
  ) {
    self.appID = appID
    self.version = version
    self.architecture = architecture
    self.previousVersion = previousVersion
    self.codebases = codebases
    self.manifest = manifest
  }

  /// What tells it apart.
  public var key: ReleaseKey {
    ReleaseKey(version: version.text, architecture: architecture, previousVersion: previousVersion?.text)
  }

  /// The largest release file that is read, in bytes.
  package static let maximumSize = XMLLimits.standardSize

  /// The text of the file.
  ///
  /// - Throws: ``XMLWriterError`` when a value has a character that XML cannot carry.
  package func encode() throws(XMLWriterError) -> [UInt8] {
    var writer = XMLWriter()
    writer.declaration()
    writer.open("update")
    try writer.attribute("appid", appID.key)
    try writer.attribute("version", version.text)
    try writer.attribute("arch", architecture.rawValue)
    if let previousVersion { try writer.attribute("previousversion", previousVersion.text) }
    writer.closeStartTag()
    writer.newline()
    writer.indent(2)
    writer.open("urls")
    writer.closeStartTag()
    writer.newline()
    for codebase in codebases {
      writer.indent(4)
      writer.open("url")
      try writer.attribute("codebase", codebase.text)
      writer.closeEmpty()
      writer.newline()
    }
    writer.indent(2)
    writer.end("urls")
    writer.newline()
    try manifest.render(into: &writer, depth: 1)
    writer.end("update")
    writer.newline()
    return writer.bytes
  }
}
