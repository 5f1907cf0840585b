package import Catalog
package import Omaha

/// What a bundle says before its payloads come: releases and policy, each as its app's directory is to have it.
package struct BundleContents: Sendable {
  /// A release and the bytes of its file.
  package struct Release: Sendable {
    package let file: ReleaseFile
    package let bytes: [UInt8]
    /// Whether the bundle has its payload; one that is served from elsewhere may have none.
    package let hasPayload: Bool
  }

  /// What an operator wants of an app.
  package struct Policy: Sendable {
    package let text: [UInt8]
    /// Lists of machines by the names of their files.
    package let lists: [(name: String, bytes: [UInt8])]
  }

  /// A payload that is to come.
  package struct Payload: Sendable {
    package let app: ApplicationID
    package let key: ReleaseKey
    package let package: Package
    /// Whether it is what machines install, and no further file.
    package let isMain: Bool
  }

  /// In the order of the bundle.
  package let releases: [Release]
  package let policies: [(app: ApplicationID, policy: Policy)]
  /// What channels have as floors where there is no policy: a document as `app.xml`, with nothing but these.
  package let floors: [(app: ApplicationID, text: [UInt8])]
  /// In the order of the bundle.
  package let payloads: [Payload]

  /// Bytes of all payloads.
  package var payloadBytes: UInt64 { payloads.reduce(0) { $0 &+ $1.package.size } }

  /// The apps, each once, in the order of the bundle.
  package var apps: [ApplicationID] {
    var seen: Set<String> = []
    return (releases.map(\.file.appID) + policies.map(\.app)).filter { seen.insert($0.key).inserted }
  }
}
